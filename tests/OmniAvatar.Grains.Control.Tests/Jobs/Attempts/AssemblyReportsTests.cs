using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Attempts;

public sealed class AssemblyReportsTests : DutyTest
{
    [Fact]
    public Task Round_AllChainsDone_SavesThatItAssemblesBeforeItAsks() =>
        Turns.RunAsync(async () =>
        {
            await RenderAllAsync();

            await Duties.Round.RunAsync();

            Steps.ShouldBe(["row: head", "assembly: start"]);
            Duties.Job.State.ShouldBe(JobState.Assembling);
        });

    [Fact]
    public Task End_VideoIsThere_JobCompletes() =>
        Turns.RunAsync(async () =>
        {
            await AssembleAsync();
            await PutVideoAsync();

            await Duties.Assembly.EndAsync(null);
            await Duties.Round.RunAsync();

            Duties.Job.State.ShouldBe(JobState.Completed);
        });

    [Fact]
    public Task End_FailedThreeTimes_JobFails() =>
        Turns.RunAsync(async () =>
        {
            await AssembleAsync();
            for (var times = 0; times < 3; times++)
            {
                Duties.Job.State.ShouldBe(JobState.Assembling);
                await Duties.Assembly.EndAsync(JobFailure.Of(FailureKind.Failed, "It failed."));
            }

            Duties.Job.State.ShouldBe(JobState.Failed);
        });

    [Fact]
    public Task End_OutagesAndThenTheVideo_JobCompletes() =>
        Turns.RunAsync(async () =>
        {
            await AssembleAsync();
            for (var times = 0; times < 5; times++)
                await Duties.Assembly.EndAsync(JobFailure.Of(FailureKind.Outage, "It is away."));
            await PutVideoAsync();

            await Duties.Assembly.EndAsync(null);
            await Duties.Round.RunAsync();

            Duties.Job.State.ShouldBe(JobState.Completed);
        });

    [Fact]
    public Task End_ResultIsGone_ItsSegmentIsOfferedAgainInANewGeneration() =>
        Turns.RunAsync(async () =>
        {
            await AssembleAsync();
            var gone = Id.Segment(0, 1);
            await Store.DeleteAsync(JobArtifacts.Result(gone), default);

            await Duties.Assembly.EndAsync(
                JobFailure.Of(FailureKind.Damaged, "It is gone.", artifact: JobArtifacts.Result(gone).Value)
            );
            await Duties.Round.RunAsync();

            Host.Offers[^1].Work.ShouldBe(gone);
            (await GrantAsync(gone)).Attempt.ShouldBe(1_000_001);
        });

    private async Task RenderAllAsync()
    {
        await StartSegmentsAsync();
        foreach (var work in new[] { Id.Segment(0, 0), Id.Segment(0, 1), Id.Segment(1, 0) })
            await CommitAsync(await GrantAsync(work));
        Steps.Clear();
    }

    private async Task AssembleAsync()
    {
        await RenderAllAsync();
        await Duties.Round.RunAsync();
    }

    private Task PutVideoAsync()
    {
        var manifest = new ResultManifest
        {
            Attempt = 1,
            NumericClass = "",
            Parts = [],
        };
        return ManifestCommit.CommitAsync(Store, JobArtifacts.OutputResult(Id), manifest, default);
    }
}
