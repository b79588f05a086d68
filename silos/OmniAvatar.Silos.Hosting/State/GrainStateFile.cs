using Microsoft.Data.Sqlite;

namespace OmniAvatar.Silos.Hosting.State;

/// <summary>The SQLite file with grain state. It only saves time: finished work is in the artifact store, so deleting
/// this file loses none of it.</summary>
public static class GrainStateFile
{
    /// <summary>The provider name under which Orleans' relational storage loads Microsoft.Data.Sqlite.</summary>
    public const string Invariant = "System.Data.SQLite";

    /// <summary>Creates the file and its tables if absent, and returns the connection string.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written, or is not a database.</exception>
    public static string Prepare(string path)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var connection = new SqliteConnection(connectionString);
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL;");
            Execute(connection, Schema());
            return connectionString;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new ResourcesException($"The state file {path} cannot be used ({e.Message}).", e);
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Schema()
    {
        using var stream = typeof(GrainStateFile).Assembly.GetManifestResourceStream("GrainState.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
