using System.Net;

namespace OmniAvatar.Chaos.Tests;

/// <summary>Two silos that cannot reach each other, while both reach everybody else, the database and the store.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class PartitionTests(Servers servers)
{
    [ChaosTheory]
    [InlineData("gateway-1")]
    [InlineData("renderer-2")]
    public async Task Cut_RendererAndOneOther_OneResultPerSegmentAndAllRecover(string other)
    {
        var options = new SteppedClusterOptions
        {
            StepSeconds = 0.3,
            Gateways = 2,
            Tune = address => address with { Lease = TimeSpan.FromSeconds(3), ProbeTimeout = TimeSpan.FromSeconds(1), MissedProbes = 3 },
        };
        await using var cluster = await SteppedCluster.StartAsync(servers.Machine, options);
        var processes = cluster.Processes;
        var job = await cluster.SubmitAsync();
        await cluster.WorkingAsync();

        // Until they have seen it: one of them is declared dead, and its process ends.
        var (one, two) = (processes.Renderers[0], processes.Members.Single(member => member.Name == other));
        processes.Cut(one, two);
        (await cluster.Watch.WaitAsync(() => !one.IsRunning || !two.IsRunning, SteppedCluster.Patience)).ShouldBeTrue("nobody noticed the partition");
        processes.Heal();
        await processes.StartAsync();

        (await cluster.Watch.WaitAsync(job.IsOverAsync, SteppedCluster.Patience)).ShouldBeTrue();
        (await cluster.AuditAsync()).ShouldBeEmpty();
        foreach (var member in processes.Members) (await member.Process!.ReadinessAsync()).ShouldBe(HttpStatusCode.OK, member.Name);
    }
}
