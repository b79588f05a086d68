using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Storage.Tests;

/// <summary>A test that needs Azure Storage's emulator; without one it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() =>
        Skip = Azurite.Executable is null
            ? "azurite-blob is neither on PATH nor named by OMNIAVATAR_AZURITE (npm install -g azurite)"
            : null;
}

/// <summary>The emulator, running for a class of tests.</summary>
public sealed class Azurite : IAsyncLifetime
{
    private const string AccountKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly int _port = FreePort();
    private Process? _process;

    /// <summary>Where the emulator is installed, or null.</summary>
    public static string? Executable { get; } =
        Environment.GetEnvironmentVariable("OMNIAVATAR_AZURITE") is { Length: > 0 } named
            ? named
            : Environment
                .GetEnvironmentVariable("PATH")!
                .Split(':')
                .Select(folder => Path.Combine(folder, "azurite-blob"))
                .FirstOrDefault(File.Exists);

    /// <summary>Its well-known account, which protects nothing.</summary>
    public string ConnectionString => Account(_port);

    public static string Account(int port) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey={AccountKey};BlobEndpoint=http://127.0.0.1:{port}/devstoreaccount1;"
        );

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task InitializeAsync()
    {
        if (Executable is null)
            return;
        var start = new ProcessStartInfo(Executable) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (
            var argument in new[]
            {
                "--blobPort",
                $"{_port}",
                "--blobHost",
                "127.0.0.1",
                "--inMemoryPersistence",
                "--skipApiVersionCheck",
                "--disableTelemetry",
            }
        )
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        var listening = false;
        while (!listening && await _process.StandardOutput.ReadLineAsync() is { } line)
            listening = line.Contains("successfully listen", StringComparison.Ordinal);
        listening.ShouldBeTrue();
        // Read on, or the emulator would block on a full pipe.
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
    }

    public Task DisposeAsync()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        return Task.CompletedTask;
    }
}
