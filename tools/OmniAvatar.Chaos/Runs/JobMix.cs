using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;
using OmniAvatar.Requests;

namespace OmniAvatar.Chaos.Runs;

/// <summary>The same requests of several tenants in every round; the videos of all rounds must show the same
/// frames.</summary>
/// <param name="Tenants">The tenants' names; each asks for <paramref name="JobsPerTenant"/> videos.</param>
/// <param name="JobsPerTenant">Videos of each tenant in a round.</param>
/// <param name="Sound">The speech of all of them.</param>
/// <param name="Picture">The picture of all of them.</param>
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
    /// <summary>Submits a round of videos; each has the same seed in every round.</summary>
    /// <param name="clients">The tenants' clients, by name.</param>
    public async Task<IReadOnlyList<RunningJob>> SubmitAsync(IReadOnlyDictionary<string, ApiClient> clients)
    {
        var jobs = new List<RunningJob>();
        foreach (var (number, tenant) in Enumerable.Range(0, JobsPerTenant).SelectMany(_ => Tenants).Index())
            jobs.Add(new RunningJob(tenant, clients[tenant], await clients[tenant].SubmitAsync(Submission(number))));
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

    /// <summary>Its last known status.</summary>
    public Video Last { get; private set; } = video;

    /// <summary>Asks for its status unless it is over; returns whether it is over.</summary>
    public async Task<bool> IsOverAsync()
    {
        if (!Last.IsOver && await client.FindAsync(Last.Id) is { } found)
            Last = found;
        return Last.IsOver;
    }
}
