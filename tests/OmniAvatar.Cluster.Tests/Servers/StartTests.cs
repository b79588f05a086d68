using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary>What gateways and renderers say of the machine before they wait for anything: no servers are
/// there.</summary>
public sealed class StartTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("omniavatar-start-");
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);
    private readonly ClusterAddress _nowhere = new()
    {
        Postgres = $"Host=127.0.0.1;Port={FreePort.Next()};Username=u;Password=p;Database=d",
        Blobs = "UseDevelopmentStorage=true",
    };

    public StartTests() => _other.Start();

    private int Taken => ((IPEndPoint)_other.LocalEndpoint).Port;

    public void Dispose()
    {
        _other.Dispose();
        _data.Delete(recursive: true);
    }

    [Theory]
    [InlineData("gateway", "--http")]
    [InlineData("gateway", "--ops")]
    [InlineData("gateway", "--silo-port")]
    [InlineData("gateway", "--client-port")]
    [InlineData("renderer", "--ops")]
    [InlineData("renderer", "--silo-port")]
    public async Task Start_PortOfAnotherProgram_IsRefusedInOneSentence(string command, string option)
    {
        var value = option.EndsWith("-port", StringComparison.Ordinal) ? $"{Taken}" : $"127.0.0.1:{Taken}";
        await using var process = Start(
            command,
            Arguments(command).Where(argument => argument.Option != option).Append((option, value))
        );

        (await process.WaitForExitAsync(Patience)).ShouldBe(1, process.Log);
        process.Lines.ShouldHaveSingleItem().ShouldStartWith($"Port {Taken} of 127.0.0.1");
        process.Lines[0].ShouldEndWith($"choose another with {option}.");
    }

    [Fact]
    public async Task Start_OnePortForTwo_IsWrongUse()
    {
        await using var process = Start("renderer", [("--ops", "127.0.0.1:23456"), ("--silo-port", "23456")]);

        (await process.WaitForExitAsync(Patience)).ShouldBe(2, process.Log);
        process.Lines.ShouldBe(["--ops and --silo-port name the same port, 23456."]);
    }

    [Fact]
    public async Task Start_DataFolderThatCannotBe_IsOneSentence()
    {
        var file = Path.Combine(_data.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        var data = Path.Combine(file, "data");
        await using var process = Start("gateway", Arguments("gateway"), data);

        (await process.WaitForExitAsync(Patience)).ShouldBe(1, process.Log);
        process.Lines.ShouldHaveSingleItem().ShouldStartWith(data);
    }

    [Fact]
    public async Task Interrupt_StartedWithTheSignalIgnored_Ends()
    {
        var start = Executables.Start(
            Executables.Gateway,
            _nowhere,
            CommandLine("gateway", Arguments("gateway"), _data.FullName)
        );
        var ignoring = new ProcessStartInfo("env", ["--ignore-signal=INT", start.FileName, .. start.ArgumentList]);
        foreach (var (name, value) in start.Environment)
            ignoring.Environment[name] = value;
        await using var process = new ServerProcess("gateway", ignoring);
        await process.WaitForLineAsync(line => line.Contains("waits for it", StringComparison.Ordinal), Patience);

        process.Interrupt();

        // As shells count what a signal has ended.
        (await process.WaitForExitAsync(Patience)).ShouldBe(128 + 2);
    }

    private static IEnumerable<(string Option, string Value)> Arguments(string command)
    {
        yield return ("--ops", $"127.0.0.1:{FreePort.Next()}");
        yield return ("--silo-port", $"{FreePort.Next()}");
        yield return ("--client-port", $"{FreePort.Next()}");
        if (command == "gateway")
            yield return ("--http", $"127.0.0.1:{FreePort.Next()}");
    }

    private static IEnumerable<string> CommandLine(
        string command,
        IEnumerable<(string Option, string Value)> arguments,
        string data
    )
    {
        string[] own = command == "renderer" ? ["--model", "nowhere"] : [];
        return
        [
            command,
            "--advertise",
            "127.0.0.1",
            "--log",
            "text",
            "--data",
            data,
            .. own,
            .. arguments.SelectMany(a => (string[])[a.Option, a.Value]),
        ];
    }

    private ServerProcess Start(
        string command,
        IEnumerable<(string Option, string Value)> arguments,
        string? data = null
    ) =>
        new(
            command,
            Executables.Start(
                command == "gateway" ? Executables.Gateway : Executables.Renderer,
                _nowhere,
                CommandLine(command, arguments, data ?? _data.FullName)
            )
        );
}
