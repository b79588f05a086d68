using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OmniAvatar.Cli.Tests.Processes;
using OmniAvatar.Cli.Tests.Render;
using OmniAvatar.Media.Videos;

namespace OmniAvatar.Cli.Tests.Serving;

/// <summary><c>serve</c> and the commands that ask it, as processes.</summary>
public sealed class ServeTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-serve-");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Submit_KilledServiceAndStartedAgain_EndsInTheWholeVideo()
    {
        string id;
        using (var service = await RunningService.StartAsync(tiny.Model, Data))
        {
            var submitted = await service.RunAsync(
                "submit",
                "--image",
                tiny.Picture,
                "--audio",
                tiny.Sentence,
                "--prompt",
                "A presenter speaks",
                "--steps",
                "2",
                "--json"
            );
            submitted.ExitCode.ShouldBe(0, submitted.Error);
            id = JsonDocument.Parse(submitted.Output).RootElement.GetProperty("id").GetString()!;
            (await CliProcess.RunAsync("serve", "--model", tiny.Model, "--data", Data, "--port", "0")).ShouldFail(
                1,
                "another process is serving"
            );
            await service.KillAsync();
        }

        using var again = await RunningService.StartAsync(tiny.Model, Data);
        var output = Path.Combine(_folder.FullName, "out.mp4");
        (await again.RunAsync("list")).Output.ShouldContain(id);
        var watched = await again.RunAsync("watch", id);
        var fetched = await again.RunAsync("fetch", id, "--output", output);

        watched.ExitCode.ShouldBe(0, watched.Error);
        watched.Output.TrimEnd().Split('\n')[^1].ShouldContain("completed");
        fetched.ExitCode.ShouldBe(0, fetched.Error);
        // 1.2 s and the 0.3 s before it at 25 frames a second, and the picture itself.
        (await VideoProbe.CountFramesAsync(output, default)).ShouldBe(39);
    }

    [Fact]
    public async Task SubmitWithOutput_ShortVideo_WaitsAndDownloadsIt()
    {
        using var service = await RunningService.StartAsync(tiny.Model, Data);
        var output = Path.Combine(_folder.FullName, "out.mp4");

        var submitted = await service.RunAsync(
            "submit",
            "--image",
            tiny.Picture,
            "--prompt",
            "A presenter is silent",
            "--seconds",
            "0.2",
            "--steps",
            "1",
            "--output",
            output
        );

        submitted.ExitCode.ShouldBe(0, submitted.Error);
        submitted.Output.ShouldContain("completed");
        File.Exists(output).ShouldBeTrue();
        var id = submitted.Output[..submitted.Output.IndexOf(' ')];
        (await service.RunAsync("cancel", id)).ShouldFail(1, "cannot be cancelled");
        (await service.RunAsync("status", "video_unknown")).ShouldFail(2, "no video has this id");
        (await service.RunAsync("submit", "--image", tiny.Word, "--prompt", "x")).ShouldFail(
            3,
            "not a png, jpeg or webp"
        );
        (await service.RunAsync("submit", "--image", tiny.Picture, "--prompt", "x", "--overlap", "6")).ShouldFail(
            2,
            "overlap"
        );
        (await service.RunAsync("submit", "--image", tiny.Picture, "--prompt", "x", "--model", "sora-2")).ShouldFail(
            2,
            "model is unknown"
        );
    }

    [Fact]
    public async Task Serve_InterruptedInTheBackground_Ends()
    {
        using var service = await RunningService.StartAsync(tiny.Model, Data);

        (await service.InterruptAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Serve_PortOfAnotherProgram_IsRefused()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        (await CliProcess.RunAsync("serve", "--model", tiny.Model, "--data", Data, "--port", $"{port}")).ShouldFail(
            1,
            $"Port {port} of 127.0.0.1"
        );
    }

    [Fact]
    public async Task Serve_ForOtherMachinesWithoutKey_IsRefused() =>
        (await CliCommand.RunAsync("serve", "--model", tiny.Model, "--data", Data, "--host", "0.0.0.0")).ShouldFail(
            2,
            "OMNIAVATAR_SERVE_KEY"
        );

    [Fact]
    public async Task Serve_KeyOnTheCommandLine_IsRefusedAndNotRepeated()
    {
        var refused = await CliCommand.RunAsync(
            "serve",
            "--model",
            tiny.Model,
            "--data",
            Data,
            "--key",
            "0123456789abcdef"
        );

        refused.ShouldFail(2, "--key-file");
        refused.Error.ShouldNotContain("0123456789abcdef");
    }

    [Fact]
    public async Task Serve_KeyFileThatIsNotThere_IsRefused() =>
        (
            await CliCommand.RunAsync(
                "serve",
                "--model",
                tiny.Model,
                "--data",
                Data,
                "--key-file",
                Path.Combine(Data, "none")
            )
        ).ShouldFail(3, "key file");

    [Fact]
    public async Task Status_WithNobodyThere_SaysSo() =>
        (await CliCommand.RunAsync("status", "video_1", "--url", "http://127.0.0.1:9")).ShouldFail(
            1,
            "does not answer"
        );
}
