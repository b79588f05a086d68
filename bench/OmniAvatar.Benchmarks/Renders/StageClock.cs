using System.Diagnostics;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>Divides the time of a run among stages, one at a time: what one stage gets no other gets, and together they
/// are the whole.</summary>
internal sealed class StageClock
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TimeSpan> _spent = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private string _stage;

    /// <summary>Starts in a stage.</summary>
    public StageClock(string stage) => _stage = stage;

    /// <summary>Ends the present stage and begins another; returns the one that ended.</summary>
    public string Enter(string stage)
    {
        lock (_gate)
        {
            _spent[_stage] = _spent.GetValueOrDefault(_stage) + _watch.Elapsed;
            _watch.Restart();
            (var before, _stage) = (_stage, stage);
            return before;
        }
    }

    /// <summary>Ends the last stage; the stages in the order in which they were first met.</summary>
    public IReadOnlyList<KeyValuePair<string, TimeSpan>> Stop()
    {
        Enter(_stage);
        return [.. _spent];
    }
}
