using System.Globalization;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OmniAvatar.Cli.Remote.Watching;

/// <summary>Live bars: the whole video, and each shot that has begun and is not done.</summary>
internal sealed class TerminalWatchView : IWatchView
{
    private const int BarWidth = 40;
    private const int MostShots = 12;

    public async Task RunAsync(Func<Action<VideoEvent>, Task> work)
    {
        Video? last = null;
        var warnings = new List<string>();
        await AnsiConsole
            .Live(new Text("waiting for the service"))
            .AutoClear(true)
            .StartAsync(context =>
                work(happened =>
                {
                    last = happened.Video ?? last;
                    if (happened.Warning is { } warning)
                        warnings.Add(warning.Message);
                    if (happened.Part is null)
                        context.UpdateTarget(Show(happened));
                })
            );
        // Said after the bars are gone, so that it stays as the last thing on the screen.
        foreach (var warning in warnings.Distinct())
            AnsiConsole.WriteLine($"warning: {warning}");
        if (last is not null)
            AnsiConsole.WriteLine(VideoText.Line(last, json: false));
    }

    private static IRenderable Show(VideoEvent happened) =>
        happened switch
        {
            { Progress: { } progress } => new Rows([Whole(progress), .. Shots(progress), .. Waiting(progress)]),
            { Video: { } video } => new Text(VideoText.Sheet(video)),
            _ => new Text(""),
        };

    private static Text Whole(VideoProgress progress) =>
        Bar("the video", progress.SegmentsDone, progress.SegmentsTotal, $"{progress.Progress} %");

    private static IEnumerable<Text> Shots(VideoProgress progress) =>
        WatchViews
            .Running(progress)
            .Take(MostShots)
            .Select(shot =>
                Bar(
                    string.Create(CultureInfo.InvariantCulture, $"shot {shot.Number}"),
                    shot.Shot.SegmentsDone,
                    shot.Shot.SegmentsTotal,
                    ""
                )
            );

    private static IEnumerable<Text> Waiting(VideoProgress progress) =>
        progress.Waiting is { } waiting ? [new Text($"waiting: {waiting}")] : [];

    private static Text Bar(string name, int done, int total, string more)
    {
        var filled = total == 0 ? 0 : done * BarWidth / total;
        return new Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -12}{new string('█', filled)}{new string('░', BarWidth - filled)} {done}/{total} {more}"
            )
        );
    }
}
