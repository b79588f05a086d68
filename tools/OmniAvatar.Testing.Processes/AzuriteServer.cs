using System.Diagnostics;
using System.Globalization;

namespace OmniAvatar.Testing.Processes;

/// <summary>Azure Storage's emulator on a port of its own. Can be stopped and started again on the same data.</summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    // The emulator's well-known account, which protects nothing.
    private const string AccountKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-azurite-");
    private readonly int _port = FreePort.Next();
    private ServerProcess? _server;

    private AzuriteServer() { }

    /// <summary>The emulator's program, or null if it is not installed.</summary>
    public static string? Program { get; } = FindProgram();

    /// <summary>Why tests that need it are skipped, or null.</summary>
    public static string? Missing =>
        Program is null
            ? "azurite-blob is neither on PATH nor named by OMNIAVATAR_AZURITE (npm install -g azurite)"
            : null;

    public string ConnectionString =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{_port}/devstoreaccount1;"
        );

    /// <summary>Starts it with nothing in it.</summary>
    public static async Task<AzuriteServer> StartAsync()
    {
        var server = new AzuriteServer();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Stops it and keeps its data. It is not killed, because it only saves its list of blobs every five
    /// seconds: after a kill it would lose acknowledged results, which Azure Storage never does.</summary>
    public Task StopAsync() => _server!.TerminateAsync(Patience);

    /// <summary>Starts it on the existing data.</summary>
    public async Task StartAgainAsync()
    {
        _server = new ServerProcess(
            "azurite",
            new ProcessStartInfo(
                Program!,
                [
                    "--blobHost",
                    "127.0.0.1",
                    "--blobPort",
                    $"{_port}",
                    "--location",
                    _folder.FullName,
                    "--skipApiVersionCheck",
                    "--disableTelemetry",
                    "--silent",
                ]
            )
        );
        await _server.WaitForLineAsync(
            line => line.Contains("successfully listen", StringComparison.Ordinal),
            Patience
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string? FindProgram() =>
        Environment.GetEnvironmentVariable("OMNIAVATAR_AZURITE") is { Length: > 0 } named
            ? named
            : SearchPath.Find("azurite-blob");
}
