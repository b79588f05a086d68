using System.Diagnostics;
using Npgsql;
using OmniAvatar.Models;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Cluster;

/// <summary>What all tests stand on, made once: a database server, a tiny model, a picture and a sound.</summary>
public sealed class Machine : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-cluster-");
    private int _stores;

    public PostgresServer Postgres { get; private set; } = null!;

    /// <summary>As <c>--model</c> takes it.</summary>
    public string Model => $"tiny={PathOf("model")}";

    public string Picture { get; } = Path.Combine(Executables.Repository, "samples", "presenter.png");

    /// <summary>1.2 s: with the tiny model 39 frames in 4 segments.</summary>
    public string Sound => PathOf("sound.wav");

    public async Task InitializeAsync()
    {
        if (PostgresServer.Missing is not null)
            return;
        var server = PostgresServer.StartAsync();
        await Executables.CreateTinyModelAsync(PathOf("model"));
        using var ffmpeg = Process.Start(
            "ffmpeg",
            ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=140:duration=1.2", Sound]
        );
        await ffmpeg.WaitForExitAsync();
        Postgres = await server;
    }

    public async Task DisposeAsync()
    {
        if (Postgres is not null)
            await Postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A database with nothing in it and an empty store.</summary>
    public async Task<ClusterAddress> NewAddressAsync() =>
        new()
        {
            IsShortLived = true,
            Postgres = await Postgres.CreateDatabaseAsync(),
            StoreFolder = PathOf($"store-{Interlocked.Increment(ref _stores)}"),
        };

    /// <summary>A database with this release's schema and an empty store.</summary>
    public async Task<ClusterAddress> NewClusterAsync()
    {
        var address = await NewAddressAsync();
        await Executables.InitAsync(address);
        return address;
    }

    /// <summary>What renderers of a cluster have announced of the model.</summary>
    public async Task<ModelCard> CardAsync(ClusterAddress cluster)
    {
        await using var database = NpgsqlDataSource.Create(cluster.Postgres);
        return (
            await new RecordedModelCatalog(new RecordStore(database, TimeProvider.System)).FindAsync("tiny", default)
        )!;
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}

/// <summary>Tests that share the machine, one after another: they measure times on two cores.</summary>
[CollectionDefinition(Name)]
public sealed class MachineCollection : ICollectionFixture<Machine>
{
    public const string Name = "machine";
}
