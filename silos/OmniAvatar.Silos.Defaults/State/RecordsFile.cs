using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using OmniAvatar.Silos.Database;

namespace OmniAvatar.Silos.State;

/// <summary>The cluster's own records (index, ledger, named requests, model cards) in one SQLite file, for a cluster in one process.</summary>
public static class RecordsFile
{
    private const string VersionQuery = "PRAGMA user_version";

    private static Migration Schema => Migration.All.Single(step => step.Name == Migration.Records);

    /// <summary>Opens the file, creating it and its tables where absent.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written, is no database, or is another release's.</exception>
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
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new RenderFailedException($"The records file {path} cannot be used ({e.Message.TrimEnd('.')}).", e);
        }
    }

    private static void Prepare(SqliteConnection connection, string path)
    {
        var version = Convert.ToInt32(Execute(connection, VersionQuery), CultureInfo.InvariantCulture);
        if (version == Schema.Version) return;
        if (version != 0) throw new RenderFailedException($"The records file {path} is another release's (version {version}, not {Schema.Version}).");
        using var transaction = connection.BeginTransaction();
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"{Schema.Sql}; {VersionQuery} = {Schema.Version}"));
        transaction.Commit();
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
