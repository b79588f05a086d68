using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OmniAvatar.Deploy.Tests;

/// <summary>
/// What <c>cluster up</c> says before it builds or starts anything. The launcher is copied into a folder of its own,
/// and a port of the cluster is taken, so it never gets further.
/// </summary>
public sealed class ClusterUpTests : IDisposable
{
    private const string StartedElsewhen = "1";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("omniavatar-launcher-");
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public ClusterUpTests()
    {
        _other.Start();
        var launcher = Directory.CreateDirectory(Path.Combine(_root.FullName, "build", "launcher")).FullName;
        File.Copy(RepositoryFiles.PathOf("omniavatar"), Path.Combine(_root.FullName, "omniavatar"));
        foreach (var script in Directory.EnumerateFiles(RepositoryFiles.PathOf("build/launcher")))
            File.Copy(script, Path.Combine(launcher, Path.GetFileName(script)));
    }

    private static string SearchPath => Environment.GetEnvironmentVariable("PATH")!;

    private int Taken => ((IPEndPoint)_other.LocalEndpoint).Port;

    private string Cluster => Path.Combine(_root.FullName, "out", "cluster");

    public void Dispose()
    {
        _other.Dispose();
        _root.Delete(recursive: true);
    }

    [Theory]
    [InlineData("--http-port", 0, "the videos API of gateway 1")]
    [InlineData("--http-port", 1, "the videos API of gateway 2")]
    [InlineData("--ops-port", 12, "health and metrics of renderer 2")]
    [InlineData("--silo-port", 11, "renderer 2")]
    [InlineData("--postgres-port", 0, "PostgreSQL")]
    [InlineData("--blobs-port", 0, "Azurite")]
    public async Task Up_PortOfAnotherProgram_SaysWhichForWhatAndWhose(string option, int offset, string use)
    {
        var (exitCode, said) = await UpAsync(option, $"{Taken - offset}", "--renderers", "2");

        exitCode.ShouldBe(1, said);
        said.ShouldContain($"Port {Taken}, for {use}, is taken by ");
        said.ShouldContain($"choose another with {option}.");
        // A bare Debian has no ss, and then nobody says whose it is.
        if (File.Exists("/usr/bin/ss") || File.Exists("/bin/ss"))
            said.ShouldContain($"(process {Environment.ProcessId})");
    }

    [Fact]
    public async Task Up_PortOfAnotherProgramAndNoSs_SaysWhich()
    {
        var (exitCode, said) = await UpWithAsync(PathWithout("ss"), "--http-port", $"{Taken}");

        exitCode.ShouldBe(1, said);
        said.ShouldBe(
            $"Port {Taken}, for the videos API of gateway 1, is taken by another program; end it, or choose "
                + $"another with --http-port.\n"
        );
    }

    [Theory]
    [InlineData("--http-port", "9090", "Port 9090 would be used twice")]
    [InlineData("--http-port", "70000", "--http-port takes a port")]
    [InlineData("--http-port", "x", "--http-port takes a port")]
    [InlineData("--port", "8080", "no option '--port'")]
    public async Task Up_PortsThatCannotBe_IsWrongUse(string option, string value, string because)
    {
        var (exitCode, said) = await UpAsync(option, value);

        exitCode.ShouldBe(2, said);
        said.ShouldContain(because);
    }

    [Fact]
    public async Task Up_ClusterThatRuns_IsLeftAlone()
    {
        using var process = Note("renderer-1");
        File.WriteAllText(Path.Combine(Cluster, "access.json"), "{}");

        var (exitCode, said) = await UpAsync("--http-port", $"{Taken}");

        exitCode.ShouldBe(1);
        said.ShouldBe("A cluster is already running here; ./omniavatar cluster down stops it.\n");
        process.HasExited.ShouldBeFalse();
        process.Kill();
    }

    [Fact]
    public async Task Up_StartThatWasKilled_IsTakenDownFirst()
    {
        using var process = Note("renderer-1");

        var (_, said) = await UpAsync("--http-port", $"{Taken}");

        said.ShouldStartWith("An unfinished start left processes, which are stopped first: renderer-1.\n");
        await process.WaitForExitAsync();
        Directory.EnumerateFiles(Path.Combine(Cluster, "pids")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Up_NumbersThatAreSomebodyElsesByNow_AreForgotten()
    {
        using var process = Note("renderer-1", StartedElsewhen);
        File.WriteAllText(Path.Combine(Cluster, "access.json"), "{}");

        var (_, said) = await UpAsync("--http-port", $"{Taken}");

        said.ShouldStartWith("Port ");
        process.HasExited.ShouldBeFalse();
        Directory.EnumerateFiles(Path.Combine(Cluster, "pids")).ShouldBeEmpty();
        File.Exists(Path.Combine(Cluster, "access.json")).ShouldBeFalse();
        process.Kill();
    }

    /// <summary>A process, and the file that says that it is one of the cluster.</summary>
    private Process Note(string name, string? started = null)
    {
        var process = Process.Start("sleep", "600");
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/stat"));
        var pids = Directory.CreateDirectory(Path.Combine(Cluster, "pids")).FullName;
        File.WriteAllText(
            Path.Combine(pids, name),
            $"{process.Id} {started ?? stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]}\n"
        );
        return process;
    }

    /// <summary>A folder for PATH with all programs of this machine but one: a bare Debian lacks it.</summary>
    private string PathWithout(string program)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "programs")).FullName;
        foreach (var file in SearchPath.Split(':').Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            var link = Path.Combine(folder, Path.GetFileName(file));
            if (Path.GetFileName(file) != program && !Path.Exists(link))
                File.CreateSymbolicLink(link, file);
        }
        return folder;
    }

    private Task<(int ExitCode, string Said)> UpAsync(params string[] options) => UpWithAsync(SearchPath, options);

    private async Task<(int ExitCode, string Said)> UpWithAsync(string path, params string[] options)
    {
        var start = new ProcessStartInfo(
            "/bin/bash",
            [Path.Combine(_root.FullName, "omniavatar"), "cluster", "up", .. options]
        )
        {
            RedirectStandardError = true,
            Environment = { ["PATH"] = path },
        };
        using var launcher = Process.Start(start)!;
        var said = await launcher.StandardError.ReadToEndAsync();
        await launcher.WaitForExitAsync();
        return (launcher.ExitCode, said);
    }
}
