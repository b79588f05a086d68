using OmniAvatar.Client;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote.Watching;

/// <summary>Shows a video's events: live on a terminal, as lines, or as JSON.</summary>
internal interface IWatchView
{
    /// <summary>Runs the work and shows each event that it reports, until it ends.</summary>
    Task RunAsync(Func<Action<VideoEvent>, Task> work);
}

/// <summary>Chooses the view.</summary>
internal static class WatchViews
{
    public static IWatchView Choose(bool json) =>
        json || Console.IsOutputRedirected ? new LineWatchView(Console.Out, json) : new TerminalWatchView();

    /// <summary>The shots that have begun and are not done, by number from 1.</summary>
    public static IEnumerable<(int Number, VideoShot Shot)> Running(VideoProgress progress) =>
        progress
            .Shots.Select((shot, index) => (Number: index + 1, Shot: shot))
            .Where(numbered => numbered.Shot is { SegmentsDone: > 0 } shot && shot.SegmentsDone < shot.SegmentsTotal);
}
