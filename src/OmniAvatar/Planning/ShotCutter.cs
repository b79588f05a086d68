using OmniAvatar.Listening;

namespace OmniAvatar.Planning;

/// <summary>
/// Cuts speech into shots: at every change of speaker, and between, so that no shot is longer than its budget. Of all
/// ways to cut at pauses the cheapest is taken, over the whole turn at once. A window costs 1, so windows that are
/// padded more than need be, and shots shorter than need be, cost; a cut costs 2, and up to 1 more the shorter its
/// pause; a cut in the midst of words is the last resort. So cuts lie in long pauses near the end of the budget, where
/// they fill their last window (docs/decisions/0010-shots.md).
/// </summary>
internal sealed class ShotCutter
{
    private const double CutCost = 2;
    private const double NoPauseCost = 1;

    /// <summary>More than any way around it.</summary>
    private const double MidWordCost = 1e6;

    /// <summary>Pauses of a second or more are all as good.</summary>
    private const double LongPauseSeconds = 1.0;

    private readonly WindowArithmetic _window;
    private readonly ShotOptions _options;
    private readonly CutPlaces _places;
    private readonly double _longPauseFrames;
    private readonly int _longest;

    /// <param name="window">Length and overlap of the windows.</param>
    /// <param name="options">Budget and crossfade.</param>
    /// <param name="places">Where speech may be cut.</param>
    /// <param name="framesPerSecond">Frames per second of the video.</param>
    public ShotCutter(WindowArithmetic window, ShotOptions options, CutPlaces places, int framesPerSecond)
    {
        (_window, _options, _places) = (window, options, places);
        _longPauseFrames = LongPauseSeconds * framesPerSecond;
        _longest = window.Capacity(options.MostSegments);
    }

    /// <summary>The shots of all turns, in order, without gap.</summary>
    /// <param name="turns">In order, the first from the beginning.</param>
    /// <param name="frames">Speech frames in all, at least 1.</param>
    public IReadOnlyList<ShotSpan> Cut(IReadOnlyList<SpeakerTurn> turns, int frames)
    {
        var shots = new List<ShotSpan>();
        foreach (var turn in Turns(turns, frames))
            shots.AddRange(CutTurn(turn, isLast: turn.End == frames));
        return shots;
    }

    /// <summary>Turns in frames. One that is left no frame of its own is passed over.</summary>
    private List<ShotSpan> Turns(IReadOnlyList<SpeakerTurn> turns, int frames)
    {
        var starts = new List<(int Speaker, int Start)>();
        foreach (var turn in turns)
        {
            var isCut = turn.IsCut ?? false;
            var start =
                starts.Count == 0 ? 0
                : isCut ? _places.FrameOf(turn.Start)
                : _places.BeforeWord(turn.Start);
            if (start >= frames)
                break;
            while (starts.Count > 0 && starts[^1].Start >= start)
                starts.RemoveAt(starts.Count - 1);
            if (starts.Count == 0 || isCut || starts[^1].Speaker != turn.Speaker)
                starts.Add((turn.Speaker, start));
        }
        return
        [
            .. starts.Select(
                (turn, i) => new ShotSpan(turn.Speaker, turn.Start, i + 1 < starts.Count ? starts[i + 1].Start : frames)
            ),
        ];
    }

    /// <summary>The cheapest way through one turn: shortest path over its cut places.</summary>
    private IEnumerable<ShotSpan> CutTurn(ShotSpan turn, bool isLast)
    {
        var places = Reachable(turn, isLast ? 0 : _options.CrossfadeFrames);
        var cost = new double[places.Count];
        var from = new int[places.Count];
        var oldest = 0;
        for (var to = 1; to < places.Count; to++)
        {
            var last = to == places.Count - 1;
            var tail = last && isLast ? 0 : _options.CrossfadeFrames;
            while (places[to].Frame - places[oldest].Frame > _longest)
                oldest++;
            cost[to] = double.PositiveInfinity;
            for (var before = oldest; before < to; before++)
            {
                var length = places[to].Frame + tail - places[before].Frame;
                if (length > _longest)
                    continue;
                var sum = cost[before] + _window.WindowsFor(length) + (last ? 0 : CostOf(places[to]));
                // Of equal ways the one with the longer shot first.
                if (sum <= cost[to])
                    (cost[to], from[to]) = (sum, before);
            }
        }
        return Path(turn, places, from);
    }

    private double CostOf(CutPlace place) =>
        place.PauseFrames == 0
            ? MidWordCost
            : CutCost + NoPauseCost * (1 - Math.Min(place.PauseFrames / _longPauseFrames, 1));

    /// <summary>Start, cut places and end of a turn. Where the budget does not reach the next pause, a place in the
    /// midst of words comes in.</summary>
    private List<CutPlace> Reachable(ShotSpan turn, int tailAtEnd)
    {
        var places = new List<CutPlace> { new(turn.Start, 0) };
        foreach (var place in _places.Within(turn.Start, turn.End))
        {
            BridgeTo(place.Frame);
            places.Add(place);
        }
        // At the turn's end its own crossfade, or none, decides what the last shot can hold.
        BridgeTo(turn.End + tailAtEnd - _options.CrossfadeFrames);
        places.Add(new CutPlace(turn.End, 0));
        return places;

        void BridgeTo(int frame)
        {
            var reach = _longest - _options.CrossfadeFrames;
            while (frame - places[^1].Frame > reach)
                places.Add(new CutPlace(places[^1].Frame + reach, 0));
        }
    }

    private static List<ShotSpan> Path(ShotSpan turn, List<CutPlace> places, int[] from)
    {
        var shots = new List<ShotSpan>();
        for (var to = places.Count - 1; to > 0; to = from[to])
            shots.Add(new ShotSpan(turn.Speaker, places[from[to]].Frame, places[to].Frame));
        shots.Reverse();
        return shots;
    }
}
