using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>The records of a cluster in one process, in a SQLite file: they survive a restart. Grain state may lie in
/// the same file.</summary>
public static class RecordsFile
{
    private static int Newest => Migration.OfRecords.Count;

    /// <summary>Opens the file, creates it if absent, and migrates its tables to this release's.</summary>
    /// <exception cref="RenderFailedException">It cannot be written, is not a database, or a newer release made
    /// it.</exception>
    public static DbDataSource Open(string path)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL");
            Prepare(connection, path);
            return SqliteFactory.Instance.CreateDataSource(connectionString);
        }
        catch (Exception e) when (e is SqliteException || FileFailure.Is(e))
        {
            throw new ResourcesException($"The records file {path} cannot be used ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static void Prepare(SqliteConnection connection, string path)
    {
        // The transaction is immediate: if two processes find an empty file, one waits here.
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Convert.ToInt32(Execute(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (version > Newest)
            throw new RenderFailedException(
                $"The records file {path} was made by a newer release of OmniAvatar; use that release."
            );
        foreach (var step in Migration.OfRecords.Skip(version))
            Execute(connection, step.Sql);
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Newest}"));
        transaction.Commit();
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
