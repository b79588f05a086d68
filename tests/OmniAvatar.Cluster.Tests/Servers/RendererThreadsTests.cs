using System.Diagnostics;
using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Testing;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary>How a renderer that was started plainly computes beside others.</summary>
[Collection(MachineCollection.Name)]
public sealed class RendererThreadsTests(Machine machine)
{
    private const int MoreSlotsThanCores = 1000;
    private const string ModelThreads = "\"threads\": 1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [ServersFact]
    public async Task Renderer_OneOfManySlotsOfTheMachine_SleepsWhileItWaitsAndTakesItsShare()
    {
        var cluster = await machine.NewClusterAsync();
        var folder = Directory.CreateTempSubdirectory("omniavatar-threads-");
        try
        {
            await using var renderer = new ServerProcess("renderer", Start(cluster, folder.FullName));

            // libtorch's OpenMP runtime tells what it read when it was loaded. It calls the policy passive also where
            // nobody set one.
            await renderer.WaitForLineAsync(
                line => line.Contains("GOMP_SPINCOUNT = '0'", StringComparison.Ordinal),
                Patience
            );
            await Until.TrueAsync(async () => await machine.CardAsync(cluster) is not null);
            (await machine.CardAsync(cluster)).NumericClass.ShouldEndWith(";threads=1");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private ProcessStartInfo Start(ClusterAddress cluster, string folder)
    {
        var ports = ProcessPorts.OfRenderer();
        var start = Executables.Start(
            Executables.Renderer,
            cluster,
            [
                "renderer",
                "--model",
                CopyModelWithThreads(folder),
                "--device",
                "cpu",
                "--machine-slots",
                $"{MoreSlotsThanCores}",
                "--cluster-id",
                cluster.ClusterId,
                "--advertise",
                "127.0.0.1",
                "--data",
                Path.Combine(folder, "data"),
                "--log",
                "text",
                "--silo-port",
                $"{ports.Silo}",
                "--client-port",
                "0",
                "--ops",
                $"127.0.0.1:{ports.Ops}",
            ]
        );
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment.Remove("GOMP_SPINCOUNT");
        start.Environment["OMP_DISPLAY_ENV"] = "verbose";
        return start;
    }

    /// <summary>The tiny model, but one that asks for two threads.</summary>
    private string CopyModelWithThreads(string folder)
    {
        var source = machine.Model.Split('=')[1];
        var target = Path.Combine(folder, "model");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        var settings = Path.Combine(target, "omniavatar.json");
        var text = File.ReadAllText(settings);
        text.ShouldContain(ModelThreads);
        File.WriteAllText(settings, text.Replace(ModelThreads, "\"threads\": 2", StringComparison.Ordinal));
        return $"tiny={target}";
    }
}
