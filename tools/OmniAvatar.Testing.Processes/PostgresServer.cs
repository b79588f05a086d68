using System.Diagnostics;
using Npgsql;

namespace OmniAvatar.Testing.Processes;

/// <summary>
/// A PostgreSQL of its own in a temporary folder, under an unprivileged user (it refuses to run as root). Can be
/// stopped and started again on the same data and port.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "omniavatar";
    private const string UnprivilegedUser = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-postgres-");
    private readonly int _port = FreePort.Next();
    private ServerProcess? _server;
    private int _databases;

    private PostgresServer() { }

    /// <summary>The folder with initdb and postgres, or null if PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = FindPrograms();

    /// <summary>Why tests that need it are skipped, or null.</summary>
    public static string? Missing =>
        Programs is null ? "PostgreSQL is not installed (apt-get install postgresql)" : null;

    /// <summary>Makes a cluster of databases and starts its server.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        await server.CreateAsync();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes an empty database and returns how to reach it.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var database = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = database.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Stops the server at once, as if its machine had lost power; its data stays.</summary>
    public async Task StopAsync()
    {
        Signals.Send(_server!.Id, Signals.Quit);
        await _server.WaitForExitAsync(Patience);
    }

    /// <summary>Starts the server on the existing data.</summary>
    public async Task StartAgainAsync()
    {
        _server = new ServerProcess(
            "postgres",
            As(
                "postgres",
                "-D",
                _folder.FullName,
                "-p",
                $"{_port}",
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                // The data does not outlive the test, so it need not survive a power cut.
                "-c",
                "fsync=off",
                "-c",
                "max_connections=300"
            )
        );
        await _server.WaitForLineAsync(
            line => line.Contains("database system is ready to accept connections", StringComparison.Ordinal),
            Patience
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
            await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task CreateAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await RunAsync(new ProcessStartInfo("chown", [UnprivilegedUser, _folder.FullName]));
        await RunAsync(
            As(
                "initdb",
                "-D",
                _folder.FullName,
                "-U",
                User,
                "-A",
                "trust",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C.UTF-8"
            )
        );
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        await using var process = new ServerProcess(start.FileName, start);
        if (await process.WaitForExitAsync(Patience) != 0)
            throw new InvalidOperationException(process.Log);
    }

    private ProcessStartInfo As(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo(
                "setpriv",
                ["--reuid", UnprivilegedUser, "--regid", UnprivilegedUser, "--clear-groups", path, .. arguments]
            )
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = _folder.FullName;
        return start;
    }

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Username = User,
            Database = database,
            Pooling = database != "postgres",
        }.ConnectionString;

    private static string? FindPrograms()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian)
            ? Directory
                .GetDirectories(debian)
                .OrderDescending(StringComparer.Ordinal)
                .Select(v => Path.Combine(v, "bin"))
            : [];
        return versions
            .Concat(SearchPath.Folders)
            .FirstOrDefault(folder =>
                File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"))
            );
    }
}
