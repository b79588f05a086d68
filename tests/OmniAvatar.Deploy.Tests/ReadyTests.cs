using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OmniAvatar.Deploy.Tests;

/// <summary>The health check of the images, run against servers that answer this or that.</summary>
public sealed class ReadyTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public ReadyTests() => _server.Start();

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 0)]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n", 1)]
    [InlineData("", 1)]
    public async Task Ready_ByAnswer_IsWhatTheServerSays(string answer, int exitCode)
    {
        var asked = AnswerAsync(answer);

        (await RunAsync(Port)).ShouldBe(exitCode);
        (await asked).ShouldBe("GET /readyz HTTP/1.0");
    }

    [Fact]
    public async Task Ready_NobodyThere_IsNot()
    {
        var port = Port;
        _server.Stop();

        (await RunAsync(port)).ShouldBe(1);
    }

    private async Task<string?> AnswerAsync(string answer)
    {
        using var client = await _server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        var line = await reader.ReadLineAsync();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
        return line;
    }

    private static async Task<int> RunAsync(int port)
    {
        using var ready = Process.Start(
            new ProcessStartInfo("bash", [RepositoryFiles.PathOf("docker/ready"), $"{port}"])
            {
                RedirectStandardError = true,
            }
        )!;
        await ready.WaitForExitAsync();
        return ready.ExitCode;
    }
}
