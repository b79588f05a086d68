using OmniAvatar.Client;

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
}
