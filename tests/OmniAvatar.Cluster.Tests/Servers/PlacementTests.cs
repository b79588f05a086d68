using OmniAvatar.Artifacts;
using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary>Who does what: control on gateways, rendering on renderers, and a shot that goes on elsewhere when its
/// renderer does not.</summary>
[Collection(MachineCollection.Name)]
public sealed class PlacementTests(Machine machine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [ServersFact]
    public async Task Silos_OfBothKinds_HostOnlyTheirOwnGrains()
    {
        var cluster = await machine.NewClusterAsync();
        await using var gateway = GatewayProcess.Start(cluster);
        await using var renderer = RendererProcess.Start(cluster, machine.Model);
        await Task.WhenAll(gateway.WaitUntilReadyAsync(), renderer.WaitUntilReadyAsync());
        await using var client = await ClusterClient.ConnectAsync(cluster);

        var grains = client.Manifests.ToDictionary(m => m.Silo.Endpoint.Port, m => m.Grains);
        grains[gateway.Ports.Silo].ShouldContain("job");
        grains[gateway.Ports.Silo].ShouldNotContain("segment");
        grains[gateway.Ports.Silo].ShouldNotContain("conditioning");
        grains[renderer.Ports.Silo].ShouldContain("segment");
        grains[renderer.Ports.Silo].ShouldNotContain("job");
        grains[renderer.Ports.Silo].ShouldNotContain("gpupool");
        gateway.ReadMaps().ShouldNotContain("libtorch");
        renderer.ReadMaps().ShouldContain("libtorch");
    }

    [ServersFact]
    public async Task Shot_RendererFrozen_GoesOnOnAnother()
    {
        var cluster = await machine.NewClusterAsync();
        await using var gateway = GatewayProcess.Start(cluster);
        await using var first = RendererProcess.Start(cluster, machine.Model);
        await Task.WhenAll(gateway.WaitUntilReadyAsync(), first.WaitUntilReadyAsync());
        await using var client = await ClusterClient.ConnectAsync(cluster);
        var job = await client.SubmitAsync(await machine.CardAsync(cluster), machine.Picture, machine.Sound);

        await first.WaitForLineAsync(line => Says(line, "Committed", job, segment: 0), Patience);
        first.Freeze();
        await using var second = RendererProcess.Start(cluster, machine.Model);
        await second.WaitForLineAsync(line => Says(line, "Committed", job, segment: 1), Patience);
        var status = await client.WaitUntilOverAsync(job, Patience);
        first.Continue();

        status.State.ShouldBe(JobState.Completed, status.Failure?.Reason);
        first.Lines.ShouldContain(line => Says(line, "Begun", job, 0));
        second.Lines.ShouldContain(line => Says(line, "Begun", job, 1));
        second.Lines.ShouldNotContain(line => Says(line, "Begun", job, 0));
        (await client.Store.ReadAsync(JobArtifacts.OutputResult(job), default)).ShouldNotBeNull();
    }

    private static bool Says(string line, string what, JobId job, int segment) =>
        line.Contains($"{what} {job} shot 0 segment {segment} ", StringComparison.Ordinal);
}
