using System.Net;

namespace OmniAvatar.Chaos.Tests;

/// <summary>Two silos that cannot reach each other, while both reach everybody else, the database and the
/// store.</summary>
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
            Tune = address =>
                address with
                {
                    Lease = TimeSpan.FromSeconds(3),
                    ProbeTimeout = TimeSpan.FromSeconds(1),
                    MissedProbes = 3,
                },
        };
        await using var cluster = await SteppedCluster.StartAsync(servers.Machine, options);
        var processes = cluster.Processes;
        var job = await cluster.SubmitAsync(seconds: 1.2);
        await cluster.WorkingAsync();

        // Others still reach both, so neither counts as dead: what passes between the two only hangs. Several leases
        // long, or until others have got on.
        var (one, two, before) = (
            processes.Renderers[0],
            processes.Members.Single(member => member.Name == other),
            cluster.Watch.Won
        );
        processes.Cut(one, two);
        await cluster.Watch.WaitAsync(() => cluster.Watch.Won >= before + 3, 5 * processes.Address.Lease);
        processes.Heal();
        await processes.StartAsync();

        (await cluster.Watch.WaitAsync(job.IsOverAsync, SteppedCluster.Patience)).ShouldBeTrue();
        (await cluster.AuditAsync()).ShouldBeEmpty();
        foreach (var member in processes.Members)
            (
                await cluster.Watch.WaitAsync(
                    async () => await member.Process!.ReadinessAsync() == HttpStatusCode.OK,
                    SteppedCluster.Patience
                )
            ).ShouldBeTrue(member.Name);
    }
}
