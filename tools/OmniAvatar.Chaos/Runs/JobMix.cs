using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;
using OmniAvatar.Requests;

namespace OmniAvatar.Chaos.Runs;

/// <summary>The same requests of several tenants, asked for again and again: what one round shows, every other must
/// show too.</summary>
/// <param name="Tenants">The tenants' names; each asks for <paramref name="JobsPerTenant"/> videos.</param>
/// <param name="JobsPerTenant">Videos of each tenant in a round.</param>
/// <param name="Sound">The speech of all of them.</param>
/// <param name="Picture">Whom all of them show.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Steps">Denoising steps of a segment.</param>
/// <param name="SegmentsPerShot">Segments of a shot at most.</param>
public sealed record JobMix(
    IReadOnlyList<string> Tenants,
    int JobsPerTenant,
    string Sound,
    string Picture,
    string Model,
    int Steps,
    int SegmentsPerShot
)
{
    /// <summary>Asks for a round of videos, each under the seed that it has in every round.</summary>
    /// <param name="doors">The tenants' clients, by name.</param>
    public async Task<IReadOnlyList<RunningJob>> SubmitAsync(IReadOnlyDictionary<string, ApiClient> doors)
    {
        var jobs = new List<RunningJob>();
        foreach (var (number, tenant) in Enumerable.Range(0, JobsPerTenant).SelectMany(_ => Tenants).Index())
            jobs.Add(new RunningJob(tenant, doors[tenant], await doors[tenant].SubmitAsync(Submission(number))));
        return jobs;
    }

    private VideoSubmission Submission(int number) =>
        new()
        {
            Choices = new RenderChoices
            {
                Prompts = ["A presenter looks into the camera and speaks"],
                Seed = 1000 + number,
                Steps = Steps,
                Shots = ShotMode.Auto,
                SegmentsPerShot = SegmentsPerShot,
                AllowMixedClasses = false,
            },
            Speakers = [new SubmittedSpeaker(Picture, Sound)],
            Model = Model,
        };
}

/// <summary>A video that was asked for.</summary>
public sealed class RunningJob(string tenant, ApiClient client, Video video)
{
    /// <summary><c>tenant/job</c>.</summary>
    public string Id => $"{tenant}/{Last.Id}";

    /// <summary>What was heard of it last.</summary>
    public Video Last { get; private set; } = video;

    /// <summary>Asks how it is, if it was not over; true once it is.</summary>
    public async Task<bool> IsOverAsync()
    {
        if (!Last.IsOver && await client.FindAsync(Last.Id) is { } found)
            Last = found;
        return Last.IsOver;
    }
}
