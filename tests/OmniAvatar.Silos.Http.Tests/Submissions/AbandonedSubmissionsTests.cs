using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Http.Submissions;
using OmniAvatar.Silos.Http.Videos;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

[Collection(ApiCollection.Name)]
public sealed class AbandonedSubmissionsTests(ApiHost host)
{
    private readonly IJobIndex _index = host.Services.GetRequiredService<IJobIndex>();

    [Fact]
    public async Task Sweep_SubmissionThatNeverStarted_RemovesItsRowAndFiles()
    {
        var job = new JobId("vanished", "video_cut_off");
        await _index.OpenAsync(Row(job, DateTimeOffset.UtcNow - host.Options.AbandonedAfter - TimeSpan.FromMinutes(1)));
        await host.Store.CreateAsync(JobArtifacts.Request(job), "{}"u8.ToArray(), default);

        await host.Services.GetRequiredService<AbandonedSubmissions>().SweepAsync(default);

        await host.Services.GetRequiredService<VideoCatalog>().UntilGoneAsync(job, default);
        (await _index.FindAsync(job)).ShouldBeNull();
        (await host.Store.ListAsync(ArtifactName.Parse("vanished"), default).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Sweep_SubmissionUnderWay_LeavesIt()
    {
        var job = new JobId("arriving", "video_under_way");
        await _index.OpenAsync(Row(job, DateTimeOffset.UtcNow));

        await host.Services.GetRequiredService<AbandonedSubmissions>().SweepAsync(default);

        (await _index.FindAsync(job)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Sweep_RowThatLagsBehindItsJob_IsBroughtUpToDate()
    {
        using var client = host.ClientOf("lagging");
        var job = new JobId("lagging", await client.SubmitAsync());
        await client.UntilAsync(job.Job, "completed");
        await _index.SetStateAsync(job, JobState.New);
        host.Options.AbandonedAfter = -TimeSpan.FromMinutes(1);
        try
        {
            await host.Services.GetRequiredService<AbandonedSubmissions>().SweepAsync(default);
        }
        finally
        {
            host.Options.AbandonedAfter = TimeSpan.FromHours(1);
        }

        (await _index.FindAsync(job)).ShouldNotBeNull().State.ShouldBe(JobState.Completed);
    }

    private static JobIndexEntry Row(JobId job, DateTimeOffset created) =>
        new()
        {
            Job = job,
            Model = "",
            State = JobState.New,
            Created = created,
        };
}
