using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>A cluster that dies after its job has ended and before the webhook's event is kept.</summary>
public sealed class WebhookLossTests : ClusterTest
{
    private readonly InMemoryJobIndex _index = new(WorkClock.System);
    private readonly InMemoryWebhookOutbox _outbox = new(WorkClock.System);

    [Fact]
    public async Task Cluster_DiesBetweenTheEndAndTheOutbox_NextOneKeepsTheEventOnce()
    {
        var (state, job) = (new KeptState(), await CreateJobAsync(1));
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var away = NotedGrain.Of<IWebhookOutbox>(
            (_, _) =>
            {
                refused.TrySetResult();
                throw new OutageException("The outbox is away.");
            }
        );
        await using (var first = await StartAsync(state, away))
        {
            await first
                .Grains.Job(job)
                .StartAsync(
                    TestJobs.Terms with
                    {
                        Webhook = new JobWebhook("https://example.com/hook", WebhookEvents.Ends),
                    }
                );
            await refused.Task.WaitAsync(TimeSpan.FromMinutes(1));
            (await _index.FindAsync(job))!.IsOpen.ShouldBeTrue();
        }

        await using var second = await StartAsync(state, _outbox);
        await Until.TrueAsync(async () => (await _index.FindAsync(job))?.State == JobState.Completed);

        var told = (await _outbox.ListAsync(JobId.LocalTenant, null, null, 10)).ShouldHaveSingleItem();
        (told.Job, told.Event, told.Percent).ShouldBe((job, WebhookEvents.Completed, 100));
    }

    private Task<SmallCluster> StartAsync(KeptState state, IWebhookOutbox outbox) =>
        SmallCluster.StartAsync(
            Store,
            Folder,
            [new ScriptedRenderer()],
            new SmallClusterOptions(
                Pool: pool => pool.Adoption = TimeSpan.FromSeconds(1),
                Time: new FastTime(20),
                State: state,
                Silo: silo => silo.Services.AddSingleton<IJobIndex>(_index).AddSingleton(outbox)
            )
        );
}
