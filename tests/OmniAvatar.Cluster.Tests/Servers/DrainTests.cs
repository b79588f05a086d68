using System.Diagnostics;
using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary>A renderer that is told to leave while it works.</summary>
[Collection(MachineCollection.Name)]
public sealed class DrainTests(Machine machine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [ServersFact]
    public async Task Terminated_WhileRendering_LeavesInTimeAndTheJobGoesOn()
    {
        var cluster = await machine.NewClusterAsync();
        await using var gateway = GatewayProcess.Start(cluster);
        await using var first = RendererProcess.Start(cluster, machine.Model);
        await Task.WhenAll(gateway.WaitUntilReadyAsync(), first.WaitUntilReadyAsync());
        await using var client = await ClusterClient.ConnectAsync(cluster);
        var job = await client.SubmitAsync(await machine.CardAsync(cluster), machine.Picture, machine.Sound);
        await first.WaitForLineAsync(
            line => line.Contains($"Begun {job} shot 0 segment 1 ", StringComparison.Ordinal),
            Patience
        );

        var began = Stopwatch.GetTimestamp();
        first.Terminate();
        await first.WaitUntilNotReadyAsync();
        (await first.WaitForExitAsync(TimeSpan.FromSeconds(30))).ShouldBe(0);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
        await using var second = RendererProcess.Start(cluster, machine.Model);

        var status = await client.WaitUntilOverAsync(job, Patience);
        status.State.ShouldBe(JobState.Completed, status.Failure?.Reason);
        second.Lines.ShouldContain(line => line.Contains($"Committed {job} shot 0 ", StringComparison.Ordinal));
    }
}
