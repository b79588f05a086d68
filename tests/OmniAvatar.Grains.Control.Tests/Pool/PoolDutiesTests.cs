using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Pool;

/// <summary>What the pool's grain does beside answering: terms, losses, the backstop.</summary>
public sealed class PoolDutiesTests : ClusterTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PullWait = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Offer_TenantWithALimit_HoldsFromItsFirstWorkOn()
    {
        var limited = new OneTenant(new TenantTerms { ConcurrentSlots = 1 });
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [],
            new SmallClusterOptions(Silo: silo => silo.Services.AddSingleton<ITenantDirectory>(limited))
        );
        var (first, second) = (await CreateJobAsync(1), await CreateJobAsync(1));
        await cluster.Grains.Job(first).StartAsync(TestJobs.Terms);
        await cluster.Grains.Job(second).StartAsync(TestJobs.Terms);
        await cluster.Calls.CountAsync(nameof(IGpuPoolGrain.OfferAsync), 2);
        (await new HandSlot(cluster.Grains, "a").PullAsync()).ShouldNotBeNull();

        var refused = new HandSlot(cluster.Grains, "b").PullAsync();
        await cluster.Time.WaitBegunAsync(PullWait, 1);
        cluster.Time.Advance(PullWait);
        (await refused).ShouldBeNull();
        (await cluster.Grains.Pool().WaitingAsync(JobId.LocalTenant, new WorkDemand { Model = "model" })).ShouldBe(
            "The tenant already uses all slots that it may use at once (1)."
        );
    }

    [Fact]
    public async Task Revoke_JobCannotHearIt_IsToldAgainUntilItDoes()
    {
        var away = new Outage();
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [],
            new SmallClusterOptions(Storage: away)
        );
        var job = await CreateJobAsync(1);
        var (dead, other) = (new HandSlot(cluster.Grains, "dead"), new HandSlot(cluster.Grains, "other"));
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        var lost = (await dead.PullAsync()).ShouldNotBeNull();
        await cluster.Time.WaitBegunAsync(Tick, 1);

        away.Begin(1);
        cluster.Time.Advance(Lease);
        await cluster.Calls.CountAsync(nameof(IJobGrain.LostAsync), 1);
        for (
            var toldAgain = cluster.Calls.CountAsync(nameof(IJobGrain.LostAsync), 2);
            !toldAgain.IsCompleted;
            await Task.Yield()
        )
            cluster.Time.Advance(Tick);

        var again = (await other.PullAsync()).ShouldNotBeNull();
        (again.Work, again.Attempt).ShouldBe((lost.Work, lost.Attempt + 1));
        away.Failed.ShouldBe(1);
    }

    [Fact]
    public async Task Watch_ARoundThrows_TheNextExpiresLeases()
    {
        // More than anybody else uses, so that only this test's pool meets an exporter that throws.
        var usage = new AttemptUsage(GpuMilliseconds: 987_654_321);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "omniavatar.tenant.gpu_seconds")
                listening.EnableMeasurementEvents(instrument);
        };
        var thrown = 0;
        listener.SetMeasurementEventCallback<double>(
            (_, seconds, _, _) =>
            {
                if (seconds >= 900_000)
                    throw new InvalidOperationException($"No exporter ({Interlocked.Increment(ref thrown)}).");
            }
        );
        listener.Start();
        await using var cluster = await StartAsync();
        var job = await CreateJobAsync(1);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        var slot = new HandSlot(cluster.Grains, "a");
        var grant = (await slot.PullAsync()).ShouldNotBeNull();
        await slot.HeartbeatAsync(grant, usage);
        await cluster.Time.WaitBegunAsync(Tick, 1);

        cluster.Time.Advance(Tick);
        await cluster.Time.WaitBegunAsync(Tick, 2);
        thrown.ShouldBe(1);
        cluster.Time.Advance(Lease);

        await cluster.Calls.CountAsync(nameof(IJobGrain.LostAsync), 1);
    }

    [Fact]
    public async Task Rebuild_OneJobCannotAnswer_TheOthersOfferTheirWork()
    {
        var (state, index) = (new KeptState(), new InMemoryJobIndex(WorkClock.System));
        var (broken, sound) = (await CreateJobAsync(1), await CreateJobAsync(1));
        var options = new SmallClusterOptions(State: state, Silo: silo => silo.Services.AddSingleton<IJobIndex>(index));
        await using (var first = await SmallCluster.StartAsync(Store, Folder, [], options))
        {
            foreach (var job in new[] { broken, sound })
                await first.Grains.Job(job).StartAsync(TestJobs.Terms);
        }
        state.OnRead = row =>
        {
            if (row.StartsWith($"{broken}/", StringComparison.Ordinal))
                throw new InvalidOperationException("This state cannot be read.");
        };

        await using var again = await SmallCluster.StartAsync(Store, Folder, [], options);

        (await new HandSlot(again.Grains, "a").PullAsync()).ShouldNotBeNull().Work.Job.ShouldBe(sound);
    }

    [Fact]
    public async Task Reminder_JobIsOpenAndThePoolKnowsNothingOfIt_AsksForItsWork()
    {
        await using var cluster = await StartAsync();
        // A pool that begins asks all open jobs: there must be none yet, or an offer of its own asking could come after
        // the withdrawal.
        (await cluster.Grains.Pool().StatusAsync()).ReadyWork.ShouldBe(0);
        var job = await CreateJobAsync(1);
        await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);
        await cluster.Calls.CountAsync(nameof(IGpuPoolGrain.OfferAsync), 1);
        await cluster.Grains.Pool().WithdrawAsync(job);
        (await cluster.Grains.Pool().StatusAsync()).ReadyWork.ShouldBe(0);

        await cluster.Grains.Pool().AsReference<IRemindable>().ReceiveReminder("backstop", default);

        (await new HandSlot(cluster.Grains, "a").PullAsync()).ShouldNotBeNull().Work.ShouldBe(WorkId.Conditioning(job));
    }
}
