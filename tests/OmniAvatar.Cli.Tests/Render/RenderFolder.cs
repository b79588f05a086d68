using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

/// <summary>A folder of one test's own: inputs to spoil, the data folder, the output. Renders 20 frames unless told
/// otherwise.</summary>
public sealed class RenderFolder(TinyModel tiny) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-render-");

    public string Output => PathOf("out/video.mp4");

    public string Data => PathOf("data");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A complete command line; what <paramref name="options"/> give replaces it or comes in
    /// addition.</summary>
    public string[] CommandLine(params string[] options)
    {
        var line = new Dictionary<string, string>
        {
            ["--model"] = tiny.Model,
            ["--image"] = tiny.Picture,
            ["--audio"] = tiny.Word,
            ["--prompt"] = "A presenter speaks",
            ["--output"] = Output,
            ["--data"] = Data,
            ["--steps"] = "1",
        };
        var switches = options.Where(
            (option, i) =>
                option.StartsWith("--", StringComparison.Ordinal)
                && (i + 1 == options.Length || options[i + 1].StartsWith("--", StringComparison.Ordinal))
        );
        for (var i = 0; i + 1 < options.Length; i++)
        {
            if (
                options[i].StartsWith("--", StringComparison.Ordinal)
                && !options[i + 1].StartsWith("--", StringComparison.Ordinal)
            )
                line[options[i]] = options[i + 1];
        }

        return ["render", .. line.SelectMany(pair => (string[])[pair.Key, pair.Value]), .. switches];
    }

    /// <summary>Renders.</summary>
    public Task<CliResult> RenderAsync(params string[] options) => CliCommand.RunAsync(CommandLine(options));

    /// <summary>Renders the speakers of a file and keeps everything.</summary>
    public Task<CliResult> RenderSpeakersAsync(string speakers, params string[] options) =>
        CliCommand.RunAsync([
            "render",
            "--model",
            tiny.Model,
            "--speakers",
            speakers,
            "--output",
            Output,
            "--data",
            Data,
            "--steps",
            "1",
            "--keep",
            .. options,
        ]);

    /// <summary>Whatever lies where the video should appear.</summary>
    public string[] OutputFiles =>
        Directory.Exists(PathOf("out"))
            ? Directory.GetFiles(PathOf("out"), "*", new EnumerationOptions { AttributesToSkip = 0 })
            : [];
}
