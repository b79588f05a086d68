using System.Globalization;
using OmniAvatar.Cli.Progress;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Says which video is at work and how long all of them will take, from the windows rendered so far.</summary>
/// <param name="log">Takes the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class RenderProgress(TextWriter log, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private readonly HashSet<string> _seen = [];
    private int _windows;
    private int _done;
    private int _rendered;
    private TimeSpan _spent;
    private long _last;
    private int _lines;

    /// <summary>Counts windows that are still to come.</summary>
    public void Expect(int windows) => _windows += windows;

    /// <summary>A video is there already.</summary>
    /// <param name="video">Its path.</param>
    /// <param name="windows">Windows that it took.</param>
    public void Found(string video, int windows)
    {
        if (_seen.Add(video))
            _done += windows;
    }

    /// <summary>A video begins.</summary>
    /// <param name="video">Its path.</param>
    public void Begin(string video)
    {
        _seen.Add(video);
        _last = time.GetTimestamp();
        log.WriteLine($"rendering {Path.GetFileName(video)}{Left()}");
    }

    /// <summary>Follows a render.</summary>
    /// <param name="happened">What happened in it.</param>
    /// <param name="expected">Windows that it was thought to take.</param>
    public void Show(RenderEvent happened, int expected)
    {
        if (happened is Planned planned)
        {
            _windows += planned.Segments - expected;
            _done += planned.SegmentsDone;
        }
        if (happened is not SegmentDone)
            return;
        (_done, _rendered) = (_done + 1, _rendered + 1);
        var now = time.GetTimestamp();
        _spent += time.GetElapsedTime(_last, now);
        _last = now;
        if (_spent < Between * (_lines + 1))
            return;
        _lines = (int)(_spent / Between);
        log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  window {_done} of {_windows}{Left()}"));
    }

    private string Left() =>
        _rendered == 0 ? "" : EventText.Left(_spent.TotalSeconds / _rendered * Math.Max(0, _windows - _done));
}
