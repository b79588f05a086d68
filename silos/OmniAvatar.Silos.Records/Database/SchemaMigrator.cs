using Npgsql;

namespace OmniAvatar.Silos.Records.Database;

/// <summary>Migrates a database to this release's schema. Each step is one transaction under an advisory lock, so any
/// number of processes may try at once, and a killed process leaves no half-done step.</summary>
public sealed class SchemaMigrator(NpgsqlDataSource database)
{
    // "omniavtr" in ASCII: any number that no other program locks.
    private const long Lock = 0x6F6D6E6961767472;

    private static int Newest => Migration.All[^1].Version;

    /// <summary>Applies the missing steps.</summary>
    /// <returns>The steps that this call did.</returns>
    /// <exception cref="RenderFailedException">A newer release made the schema, or a step of it by other
    /// statements.</exception>
    public async Task<IReadOnlyList<Migration>> MigrateAsync(CancellationToken cancellation)
    {
        var done = new List<Migration>();
        while (await StepAsync(cancellation) is { } step)
            done.Add(step);
        return done;
    }

    /// <summary>Whether this release can work with the schema as it is.</summary>
    /// <exception cref="RenderFailedException">It is missing, older or newer, or made by other statements.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var version = await HasVersionAsync(connection, cancellation)
            ? await VersionAsync(connection, cancellation)
            : 0;
        RefuseNewer(version);
        if (version == 0)
            throw new RenderFailedException(
                "The database has no schema yet; run 'omniavatar cluster init' to create it."
            );
        if (version < Newest)
            throw new RenderFailedException(
                $"The database's schema is version {version} but this release needs {Newest}; run 'omniavatar cluster "
                    + "init' to migrate it."
            );
        await RefuseOtherStatementsAsync(connection, cancellation);
    }

    private async Task<Migration?> StepAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellation);
        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, name text NOT NULL, "
                + "applied timestamptz NOT NULL DEFAULT now())",
            cancellation
        );
        await ExecuteAsync(connection, "ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS sha256 text", cancellation);
        var version = await VersionAsync(connection, cancellation);
        RefuseNewer(version);
        await RefuseOtherStatementsAsync(connection, cancellation);
        if (version == Newest)
        {
            await transaction.CommitAsync(cancellation);
            return null;
        }

        var step = Migration.All[version];
        await ExecuteAsync(connection, step.Sql, cancellation);
        await using var note = new NpgsqlCommand(
            "INSERT INTO schema_version (version, name, sha256) VALUES ($1, $2, $3)",
            connection
        )
        {
            Parameters =
            {
                new() { Value = step.Version },
                new() { Value = step.Name },
                new() { Value = step.Sha256 },
            },
        };
        await note.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return step;
    }

    private static void RefuseNewer(int version)
    {
        if (version > Newest)
            throw new RenderFailedException(
                $"The database's schema is version {version}, but this release only knows versions up to {Newest}; "
                    + "use the newer release that made it."
            );
    }

    /// <summary>Steps from before hashes were stored have no hash and are trusted.</summary>
    private static async Task RefuseOtherStatementsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // As JSON: before the first migration with hashes, the column does not exist.
        const string Applied = "SELECT version, to_jsonb(schema_version) ->> 'sha256' FROM schema_version";
        await using var command = new NpgsqlCommand(Applied, connection);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var (version, sha256) = (
                row.GetInt32(0),
                await row.IsDBNullAsync(1, cancellation) ? null : row.GetString(1)
            );
            if (sha256 is not null && Migration.All.FirstOrDefault(step => step.Version == version)?.Sha256 != sha256)
                throw new RenderFailedException(
                    $"Step {version} of the database's schema was made by other statements than those of this "
                        + "release; use the release that made it."
                );
        }
    }

    private static async Task<bool> HasVersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass('schema_version') IS NOT NULL", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT COALESCE(max(version), 0) FROM schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
