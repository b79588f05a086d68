using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

/// <summary>One render that nothing disturbs, with which each disturbed one is compared.</summary>
public sealed class UndisturbedRender : IAsyncLifetime
{
    private readonly TinyModel _tiny = new();

    internal RenderFolder Folder { get; private set; } = null!;

    internal static string[] CommandLine(RenderFolder folder, TinyModel tiny) =>
        folder.CommandLine("--audio", tiny.Sentence, "--keep", "--json");

    public async Task InitializeAsync()
    {
        await _tiny.InitializeAsync();
        Folder = new RenderFolder(_tiny);
        var result = await CliCommand.RunAsync(CommandLine(Folder, _tiny));
        result.ExitCode.ShouldBe(0, result.Error);
    }

    public Task DisposeAsync()
    {
        Folder?.Dispose();
        return _tiny.DisposeAsync();
    }
}
