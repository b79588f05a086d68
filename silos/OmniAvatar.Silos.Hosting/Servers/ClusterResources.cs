using Microsoft.Extensions.Logging;
using Npgsql;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Storage;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>What a process of a cluster needs: the database with this release's schema, the store, and a folder for
/// unfinished files.</summary>
public sealed class ClusterResources : IAsyncDisposable
{
    private readonly ProcessFolder _scratch;

    private ClusterResources(
        ClusterResourceSettings settings,
        NpgsqlDataSource database,
        IArtifactStore store,
        ProcessFolder scratch
    ) => (Settings, Database, Store, _scratch) = (settings, database, store, scratch);

    /// <summary>Where things are kept.</summary>
    public ClusterResourceSettings Settings { get; }

    /// <summary>The records' database.</summary>
    public NpgsqlDataSource Database { get; }

    /// <summary>The artifacts' store.</summary>
    public IArtifactStore Store { get; }

    /// <summary>The same store for requests: it answers or fails within about ten seconds.</summary>
    public IArtifactStore RequestStore =>
        Store is BlobArtifactStore blobs ? blobs.WithPatience(BlobResilience.OfRequests, TimeProvider.System) : Store;

    /// <summary>Local folder for files of this process.</summary>
    public ScratchFolder Scratch => new(_scratch.Root);

    /// <summary>Waits for the database and the store, and checks the schema.</summary>
    /// <exception cref="RenderFailedException">One of them does not answer, a folder cannot be written, or the schema
    /// is not this release's.</exception>
    /// <exception cref="WrongUseException">A connection string is not valid.</exception>
    public static async Task<ClusterResources> OpenAsync(
        ClusterResourceSettings settings,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        ArtifactStores.CheckData(settings);
        var database = await OpenDatabaseAsync(settings.Database, time, cancellation);
        try
        {
            var store = await ArtifactStores.OpenAsync(settings, time, cancellation);
            return new ClusterResources(settings, database, store, ArtifactStores.OpenScratch(settings));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the database only, and checks the schema.</summary>
    /// <exception cref="RenderFailedException">It does not answer, or the schema is not this release's.</exception>
    /// <exception cref="WrongUseException">The connection string is not valid.</exception>
    public static async Task<NpgsqlDataSource> OpenDatabaseAsync(
        DatabaseSettings settings,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var database = await ConnectAsync(settings, time, cancellation);
        try
        {
            await new SchemaMigrator(database).CheckAsync(cancellation);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Migrates the database to this release's schema and returns the steps that were missing.</summary>
    /// <exception cref="RenderFailedException">The database does not answer, or is a newer release's.</exception>
    /// <exception cref="WrongUseException">The connection string is not valid.</exception>
    public static async Task<IReadOnlyList<Migration>> PrepareAsync(
        ClusterResourceSettings settings,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        await using var database = await ConnectAsync(settings.Database, time, cancellation);
        return await new SchemaMigrator(database).MigrateAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _scratch.Dispose();
        (Store as IDisposable)?.Dispose();
        await Database.DisposeAsync();
    }

    private static async Task<NpgsqlDataSource> ConnectAsync(
        DatabaseSettings settings,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using var logs = LoggerFactory.Create(logging => logging.AddServerLogs(settings.Log));
        var database = Postgres.Open(settings.Postgres.Reveal(), settings.Connections);
        try
        {
            await Postgres.WaitAsync(
                database,
                settings.Patience,
                time,
                logs.CreateLogger(typeof(ClusterResources)),
                cancellation
            );
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
