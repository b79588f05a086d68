using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Testing;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary>What an OpenTelemetry collector hears of a job.</summary>
[Collection(MachineCollection.Name)]
public sealed class CollectorTests(Machine machine)
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [ServersFact]
    public async Task Job_WithACollector_IsOneTraceAcrossItsProcesses()
    {
        using var collector = new Collector();
        var cluster = await machine.NewClusterAsync() with { Collector = collector.Address };
        await using var gateway = GatewayProcess.Start(cluster);
        await using var renderer = RendererProcess.Start(cluster, machine.Model);
        await Task.WhenAll(gateway.WaitUntilReadyAsync(), renderer.WaitUntilReadyAsync());
        await using var client = await ClusterClient.ConnectAsync(cluster);

        var job = await client.SubmitAsync(
            await machine.CardAsync(cluster),
            machine.Picture,
            machine.Sound,
            $"00-{Trace}-b7ad6b7169203331-01"
        );
        (await client.WaitUntilOverAsync(job, Patience)).State.ShouldBe(JobState.Completed);

        await Until.TrueAsync(() => HasSpan(collector, "gateway", "job.completed"));
        foreach (var name in new[] { "attempt", "denoise", "decode" })
            await Until.TrueAsync(() => HasSpan(collector, "renderer", name));
        await Until.TrueAsync(() =>
            collector.HasReceived(
                "/v1/metrics",
                Collector.Text("omniavatar-renderer"),
                Collector.Text("omniavatar.slot")
            )
        );
    }

    private static bool HasSpan(Collector collector, string role, string name) =>
        collector.HasReceived(
            "/v1/traces",
            Collector.Text($"omniavatar-{role}"),
            Collector.Text(name),
            Convert.FromHexString(Trace)
        );
}
