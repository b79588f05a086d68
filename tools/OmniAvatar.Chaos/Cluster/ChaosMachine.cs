using System.Diagnostics;
using System.Globalization;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Chaos.Cluster;

/// <summary>What a cluster under chaos needs: a database server, a blob store, a tiny model, a picture and
/// sounds.</summary>
public sealed class ChaosMachine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-chaos-");

    private ChaosMachine(PostgresServer postgres, AzuriteServer azurite) => (Postgres, Azurite) = (postgres, azurite);

    /// <summary>Why this machine cannot provide it, or null.</summary>
    public static string? Missing { get; } =
        PostgresServer.Missing ?? AzuriteServer.Missing ?? SearchPath.MissingFfmpeg;

    public PostgresServer Postgres { get; }

    public AzuriteServer Azurite { get; }

    /// <summary>As <c>--model</c> takes it.</summary>
    public string Model => $"{ModelName}={PathOf("model")}";

    /// <summary>As requests name it.</summary>
    public string ModelName => "tiny";

    public string Picture { get; } = Path.Combine(Executables.Repository, "samples", "presenter.png");

    /// <summary>Starts the servers and makes the files.</summary>
    /// <param name="withModel">Whether weights are needed; renderers without a model need none.</param>
    public static async Task<ChaosMachine> StartAsync(bool withModel = true)
    {
        var (postgres, azurite) = (PostgresServer.StartAsync(), AzuriteServer.StartAsync());
        var machine = new ChaosMachine(await postgres, await azurite);
        if (withModel)
            await Executables.CreateTinyModelAsync(machine.PathOf("model"));
        return machine;
    }

    /// <summary>A database with this release's schema and an empty container.</summary>
    /// <param name="tune">Sets time limits and programs.</param>
    public async Task<ClusterAddress> NewClusterAsync(Func<ClusterAddress, ClusterAddress>? tune = null)
    {
        var address = new ClusterAddress
        {
            Postgres = await Postgres.CreateDatabaseAsync(),
            Blobs = Azurite.ConnectionString,
        };
        address = tune?.Invoke(address) ?? address;
        await Executables.InitAsync(address, "--container", ContainerOf(address));
        return address;
    }

    /// <summary>A cluster's own container, so that two clusters cannot sweep each other's jobs.</summary>
    public static string ContainerOf(ClusterAddress address) => address.ClusterId;

    /// <summary>Creates a tenant of such a cluster; its key.</summary>
    public static Task<string> AddTenantAsync(ClusterAddress address, string tenant) =>
        Executables.AddTenantAsync(address, tenant, "--container", ContainerOf(address));

    /// <summary>A hum of this length with a pause after every second, so that shots can be cut.</summary>
    public async Task<string> SoundAsync(double seconds)
    {
        var file = PathOf(string.Create(CultureInfo.InvariantCulture, $"sound-{seconds}.wav"));
        if (File.Exists(file))
            return file;
        var hum = string.Create(
            CultureInfo.InvariantCulture,
            $"aevalsrc='0.3*sin(880*t)*lt(mod(t,1),0.6)':sample_rate=16000:duration={seconds}"
        );
        using var ffmpeg = Process.Start("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", hum, file]);
        await ffmpeg.WaitForExitAsync();
        return file;
    }

    /// <summary>A path in the machine's temporary folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask DisposeAsync()
    {
        await Azurite.DisposeAsync();
        await Postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
