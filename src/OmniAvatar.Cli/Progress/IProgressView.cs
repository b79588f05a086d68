namespace OmniAvatar.Cli.Progress;

/// <summary>Shows a render's events: live on a terminal, as lines, or as JSON.</summary>
internal interface IProgressView
{
    /// <summary>Runs the work and shows each event it reports, from any thread, until it ends.</summary>
    Task RunAsync(Func<Action<RenderEvent>, Task> work);
}

/// <summary>Chooses the view.</summary>
internal static class ProgressViews
{
    public static IProgressView Choose(bool json, TimeProvider time)
    {
        if (json)
            return new JsonProgressView(Console.Out);
        return Console.IsOutputRedirected
            ? new PlainProgressView(Console.Out, Console.Error, time)
            : new TerminalProgressView();
    }
}
