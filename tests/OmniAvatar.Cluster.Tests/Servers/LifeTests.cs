using System.Diagnostics;
using System.Net;
using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary>How processes begin, say how they are, and leave.</summary>
[Collection(MachineCollection.Name)]
public sealed class LifeTests(Machine machine)
{
    [ServersFact]
    public async Task Start_WithoutSchema_SaysWhatToDo()
    {
        var cluster = await machine.NewAddressAsync();
        await using var gateway = GatewayProcess.Start(cluster);

        (await gateway.WaitForExitAsync(TimeSpan.FromSeconds(20))).ShouldBe(1);
        gateway.Lines.ShouldBe(["The database has no schema yet; run 'omniavatar cluster init' to create it."]);
    }

    [ServersFact]
    public async Task Start_DatabaseAway_WaitsThenSaysSo()
    {
        var cluster = new ClusterAddress
        {
            Postgres = $"Host=127.0.0.1;Port={FreePort.Next()};Username=u;Password=hidden;Database=d",
            StoreFolder = "/tmp",
        };
        await using var gateway = GatewayProcess.Start(cluster, null, "--patience", "1");

        (await gateway.WaitForExitAsync(TimeSpan.FromSeconds(20))).ShouldBe(1);
        gateway.Lines[0].ShouldContain("waits for it");
        gateway.Lines[^1].ShouldStartWith("PostgreSQL did not answer within 1 s");
        gateway.Log.ShouldNotContain("hidden");
    }

    [ServersFact]
    public async Task Processes_ReadyThenTerminated_LeaveInTimeAndSayNoSecret()
    {
        var cluster = await machine.NewClusterAsync();
        cluster = cluster with { Postgres = cluster.Postgres + ";Password=hidden" };
        await using var gateway = GatewayProcess.Start(cluster);
        await using var renderer = RendererProcess.Start(cluster, machine.Model);
        await Task.WhenAll(gateway.WaitUntilReadyAsync(), renderer.WaitUntilReadyAsync());
        (await renderer.HealthAsync()).ShouldBe(HttpStatusCode.OK);
        (await gateway.MetricsAsync()).ShouldContain("orleans_");

        var began = Stopwatch.GetTimestamp();
        (await renderer.TerminateAsync(TimeSpan.FromSeconds(30))).ShouldBe(0);
        (await gateway.TerminateAsync(TimeSpan.FromSeconds(30))).ShouldBe(0);

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        (gateway.Log + renderer.Log).ShouldNotContain("hidden");
    }
}
