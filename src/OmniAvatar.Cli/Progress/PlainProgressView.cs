namespace OmniAvatar.Cli.Progress;

/// <summary>Lines for logs and pipes: progress at most every few seconds, everything else at once.</summary>
internal sealed class PlainProgressView(TextWriter output, TextWriter error, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long? _lastLine;

    public Task RunAsync(Func<Action<RenderEvent>, Task> work) => work(Show);

    public void Show(RenderEvent happened)
    {
        lock (_gate)
        {
            switch (happened)
            {
                case Planned planned:
                    output.WriteLine(EventText.Of(planned));
                    break;
                case StepProgress progress when IsDue():
                    output.WriteLine(EventText.Of(progress));
                    break;
                case SegmentDone segment:
                    output.WriteLine(EventText.Of(segment));
                    break;
                case Joining joining:
                    output.WriteLine(EventText.Of(joining));
                    break;
                case Warned warned:
                    error.WriteLine(EventText.Of(warned));
                    break;
                case Done done:
                    output.WriteLine(EventText.Of(done));
                    break;
            }

            output.Flush();
        }
    }

    private bool IsDue()
    {
        if (_lastLine is { } last && time.GetElapsedTime(last) < Pace)
            return false;
        _lastLine = time.GetTimestamp();
        return true;
    }
}
