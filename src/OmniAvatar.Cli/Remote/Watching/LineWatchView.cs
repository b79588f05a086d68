using System.Globalization;
using System.Text.Json;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote.Watching;

/// <summary>A line an event, for logs, pipes and scripts; what says the same as the line before is left out.</summary>
internal sealed class LineWatchView(TextWriter output, bool json) : IWatchView
{
    private string _last = "";

    public Task RunAsync(Func<Action<VideoEvent>, Task> work) => work(Show);

    private void Show(VideoEvent happened)
    {
        var line = json ? Json(happened) : Text(happened);
        if (line.Length == 0 || line == _last)
            return;
        output.WriteLine(_last = line);
        output.Flush();
    }

    private static string Json(VideoEvent happened) =>
        happened switch
        {
            { Video: { } video } => JsonSerializer.Serialize(video, VideoJson.Default.Video),
            { Part: { } part } => JsonSerializer.Serialize(part, VideoJson.Default.VideoPart),
            { Warning: { } warning } => JsonSerializer.Serialize(warning, VideoJson.Default.VideoWarning),
            _ => JsonSerializer.Serialize(happened.Progress!, VideoJson.Default.VideoProgress),
        };

    private static string Text(VideoEvent happened) =>
        happened switch
        {
            { Video: { } video } => VideoText.Line(video, json: false),
            // What can be watched is for players; the number of segments says as much to a reader.
            { Part: not null } => "",
            { Warning: { } warning } => $"warning: {warning.Message}",
            { Progress: { Waiting: { } waiting } } => $"waiting: {waiting}",
            { Progress: var progress } => string.Create(
                CultureInfo.InvariantCulture,
                $"{progress!.Progress, 3} %, {progress.SegmentsDone} of {progress.SegmentsTotal} segments{Shots(progress)}"
            ),
        };

    /// <summary>The shots that have begun and are not done.</summary>
    private static string Shots(VideoProgress progress) =>
        string.Concat(
            WatchViews
                .Running(progress)
                .Select(shot =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $", shot {shot.Number}: {shot.Shot.SegmentsDone} of {shot.Shot.SegmentsTotal}"
                    )
                )
        );
}
