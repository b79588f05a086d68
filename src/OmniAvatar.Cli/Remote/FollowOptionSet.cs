using System.CommandLine;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Remote;

/// <summary>Options that say how far a new video is followed: not at all, to its end, or into a file.</summary>
internal sealed class FollowOptionSet
{
    private readonly Option<bool> _wait = CheckedOption.Switch(
        "--wait",
        "Wait for the video, with progress and time left; exit status 1 if it fails."
    );

    private readonly Option<bool> _watch = CheckedOption.Switch("--watch", "The same, with a bar for each shot.");

    private readonly Option<string> _output = CheckedOption.Path(
        "--output",
        "FILE",
        "Wait for the video and download it into this file."
    );

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_wait, _watch, _output])
            command.Add(option);
    }

    /// <summary>The file to write, checked before anything is asked for; null for none.</summary>
    public string? Output(ParseResult parsed, IEnumerable<NamedInput> inputs) =>
        parsed.GetValue(_output) is { } path ? OutputPath.OfFile("--output", path, "video", inputs) : null;

    /// <summary>Shows a new video and follows it as far as is asked for.</summary>
    /// <exception cref="RenderFailedException">The video failed.</exception>
    /// <exception cref="BadInputException">It failed for what is in its inputs.</exception>
    public async Task RunAsync(
        ParseResult parsed,
        VideoClient client,
        Video video,
        string? file,
        bool json,
        CancellationToken cancellation
    )
    {
        foreach (var warning in video.Details?.Warnings ?? [])
            await Console.Error.WriteLineAsync(warning);
        Console.WriteLine(VideoText.Line(video, json));
        if (parsed.GetValue(_watch))
            await WatchCommand.RunAsync(client, video.Id, json, warns: false, cancellation);
        else if (parsed.GetValue(_wait) || file is not null)
            await WaitAsync(client, video.Id, json, cancellation);
        if (file is not null)
            await FetchCommand.RunAsync(client, video.Id, VideoVariant.Video, file, json, cancellation);
    }

    private static async Task WaitAsync(VideoClient client, string id, bool json, CancellationToken cancellation)
    {
        var view = new WaitView(Console.Out, json, isTerminal: !Console.IsOutputRedirected, TimeProvider.System);
        await foreach (var video in new VideoFollower(client, TimeProvider.System).FollowAsync(id, cancellation))
        {
            view.Show(video);
            if (video.Error is not { } error)
                continue;
            view.End();
            throw VideoFailure.Of(error);
        }
        view.End();
    }
}
