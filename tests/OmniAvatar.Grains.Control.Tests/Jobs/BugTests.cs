using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>A mistake in the program ends the job it hits after a few tries, under an id that the log explains; nothing
/// waits for it for ever.</summary>
public sealed class BugTests : ClusterTest
{
    private readonly FakeLoggerProvider _log = new();

    [Fact]
    public async Task Advance_AlwaysThrows_FailsTheJobUnderAnIdOfTheLog()
    {
        var store = new FaultyStore(Store)
        {
            OnList = _ => throw new KeyNotFoundException("The key /srv/x was not there."),
        };
        await using var cluster = await SmallCluster.StartAsync(store, Folder, [Renderer], Options());
        var job = await CreateJobAsync(1);

        var status = await RunToEndAsync(cluster, job, JobState.Failed);

        ShouldBeExplained(status.Failure.ShouldNotBeNull(), nameof(KeyNotFoundException));
    }

    [Fact]
    public async Task Grant_AlwaysThrows_FailsThatJobAndKeepsNoOtherWaiting()
    {
        var state = new KeptState();
        var (broken, sound) = (await CreateJobAsync(2), await CreateJobAsync(2));
        state.OnWrite = row =>
        {
            if (row == $"{broken}/chain0")
                throw new InvalidOperationException("Nobody foresaw this.");
        };
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [Renderer],
            Options() with
            {
                State = state,
            }
        );

        var ends = await Task.WhenAll(
            RunToEndAsync(cluster, broken, JobState.Failed),
            RunToEndAsync(cluster, sound, JobState.Completed)
        );

        ShouldBeExplained(ends[0].Failure.ShouldNotBeNull(), nameof(InvalidOperationException));
    }

    [Fact]
    public async Task Render_AlwaysThrows_FailsTheJobAfterThreeAttempts()
    {
        Renderer.Before = (task, _, _) => throw new NullReferenceException();
        await using var cluster = await SmallCluster.StartAsync(Store, Folder, [Renderer], Options());
        var job = await CreateJobAsync(1);

        var status = await RunToEndAsync(cluster, job, JobState.Failed);

        Renderer.Rendered.Count.ShouldBe(3);
        ShouldBeExplained(status.Failure.ShouldNotBeNull(), nameof(NullReferenceException));
    }

    [Fact]
    public async Task Render_StoreIsAway_CostsTheWorkNoAttempt()
    {
        var left = 5;
        Renderer.Before = (task, _, _) =>
        {
            if (!task.Work.IsConditioning && left-- > 0)
                throw new OutageException("The blob store does not answer.");
        };
        await using var cluster = await SmallCluster.StartAsync(Store, Folder, [Renderer], Options());
        var job = await CreateJobAsync(1);

        await RunToEndAsync(cluster, job, JobState.Completed);

        (await Store.ResultAsync(job.Segment(0, 0))).ShouldNotBeNull().Attempt.ShouldBe(6);
    }

    private void ShouldBeExplained(JobFailure failure, string exception)
    {
        failure.Kind.ShouldBe(FailureKind.Bug);
        PublicReason.MentionsMachines(failure.Reason).ShouldBeFalse();
        var id = failure.Incident.ShouldNotBeNull();
        failure.Reason.ShouldContain(id);
        _log.Collector.GetSnapshot()
            .ShouldContain(entry =>
                entry.Level == LogLevel.Error
                && entry.Message.Contains(id)
                && entry.Exception != null
                && entry.Exception.ToString().Contains(exception)
                && entry.Exception.StackTrace != null
            );
    }

    private SmallClusterOptions Options() =>
        new(Time: new FastTime(20), Silo: silo => silo.Services.AddLogging(logging => logging.AddProvider(_log)));
}
