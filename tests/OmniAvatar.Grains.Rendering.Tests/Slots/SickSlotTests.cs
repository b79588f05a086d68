using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Identity;
using OmniAvatar.Testing;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

/// <summary>A GPU after a sticky error: every attempt on it fails at once.</summary>
public sealed class SickSlotTests : ClusterTest
{
    private const int Jobs = 8;

    [Fact]
    public async Task Slot_FailsEveryJob_LeavesWithItsReasonAndTheOthersFinishAll()
    {
        var sick = new ScriptedRenderer
        {
            Before = (_, _, _) => throw new ExternalException("CUDA error: an illegal memory access was encountered"),
        };
        using var pace = new SemaphoreSlim(0);
        // The sick one is the fastest to pull: the others begin once it has left.
        var others = Enumerable
            .Range(0, 2)
            .Select(_ => new ScriptedRenderer { Before = (_, _, stop) => pace.Wait(stop) })
            .ToArray();
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [sick, .. others],
            new SmallClusterOptions(Time: new FastTime(20))
        );
        var jobs = new List<JobId>();
        for (var job = 0; job < Jobs; job++)
            jobs.Add(await CreateJobAsync(1));
        foreach (var job in jobs)
            await cluster.Grains.Job(job).StartAsync(TestJobs.Terms);

        await Until.TrueAsync(async () => (await cluster.Grains.Pool().StatusAsync()).Departures.Count > 0);
        pace.Release(10 * Jobs);
        foreach (var job in jobs)
            await Until.TrueAsync(async () =>
                (await cluster.Grains.Job(job).StatusAsync()).State == JobState.Completed
            );

        sick.Rendered.Count.ShouldBe(3);
        sick.Rendered.Select(work => work.Job).Distinct().Count().ShouldBe(3);
        var left = (await cluster.Grains.Pool().StatusAsync()).Departures.ShouldHaveSingleItem();
        left.Reason.ShouldContain("3 different jobs failed");
        left.Reason.ShouldNotContain("CUDA");
        cluster
            .Services.GetRequiredService<BackgroundLoops>()
            .Unwell.ShouldHaveSingleItem()
            .ShouldStartWith("render slot ended");
        cluster.Services.GetRequiredService<RenderSlots>().AllSick.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task OnlySlot_IsSick_TheProcessIsOfNoMoreUse()
    {
        var sick = new ScriptedRenderer
        {
            Before = (_, _, _) => throw new ExternalException("CUDA error: unspecified launch failure"),
        };
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [sick],
            new SmallClusterOptions(Time: new FastTime(20))
        );
        foreach (var _ in Enumerable.Range(0, 3))
            await cluster.Grains.Job(await CreateJobAsync(1)).StartAsync(TestJobs.Terms);

        await Until.TrueAsync(() => cluster.Services.GetRequiredService<RenderSlots>().AllSick.IsCancellationRequested);

        sick.Rendered.Count.ShouldBeLessThanOrEqualTo(9);
    }
}
