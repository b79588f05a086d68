using Microsoft.Extensions.Logging;
using Npgsql;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains;
using OmniAvatar.Silos.Configuration;
using OmniAvatar.Silos.Database;

namespace OmniAvatar.Silos.Hosting;

/// <summary>What a process of a cluster stands on: the database with this release's schema, the store, a place for unfinished files.</summary>
public sealed class Foundation : IAsyncDisposable
{
    private Foundation(FoundationSettings settings, NpgsqlDataSource database, IArtifactStore store, ScratchFolder scratch) =>
        (Settings, Database, Store, Scratch) = (settings, database, store, scratch);

    /// <summary>Where things are kept.</summary>
    public FoundationSettings Settings { get; }

    public NpgsqlDataSource Database { get; }

    public IArtifactStore Store { get; }

    public ScratchFolder Scratch { get; }

    /// <summary>Waits for the database and the store, and checks the schema.</summary>
    /// <exception cref="RenderFailedException">One of them does not answer, or the schema is not this release's.</exception>
    /// <exception cref="WrongUseException">A connection string is none.</exception>
    public static async Task<Foundation> OpenAsync(FoundationSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var database = await ConnectAsync(settings, time, cancellation);
        try
        {
            await new SchemaMigrator(database).CheckAsync(cancellation);
            var store = await ArtifactStores.OpenAsync(settings, time, cancellation);
            return new Foundation(settings, database, store, new ScratchFolder(ArtifactStores.NewScratchFolder(store, settings)));
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings the database to this release's schema and says what was missing.</summary>
    /// <exception cref="RenderFailedException">The database does not answer, or is a newer release's.</exception>
    /// <exception cref="WrongUseException">The connection string is none.</exception>
    public static async Task<IReadOnlyList<Migration>> PrepareAsync(FoundationSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        await using var database = await ConnectAsync(settings, time, cancellation);
        return await new SchemaMigrator(database).MigrateAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        (Store as IDisposable)?.Dispose();
        await Database.DisposeAsync();
    }

    private static async Task<NpgsqlDataSource> ConnectAsync(FoundationSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddServerLogs(settings.Log));
        var database = Postgres.Open(settings.Postgres);
        try
        {
            await Postgres.WaitAsync(database, settings.Patience, time, logs.CreateLogger(typeof(Foundation)), cancellation);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }
}
