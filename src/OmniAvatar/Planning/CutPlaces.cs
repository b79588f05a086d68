using OmniAvatar.Listening;

namespace OmniAvatar.Planning;

/// <summary>A speech frame before which a shot may end, and how long the pause is that it lies in, in frames.</summary>
internal readonly record struct CutPlace(int Frame, int PauseFrames);

/// <summary>
/// Where speech may be cut: in pauses, and there so that the next shot begins with a rest, as the released model's
/// speech always does.
/// <code>
/// words ████│            pause            │████
///           │ may be cut here │◄─ 0.3 s ─►│        a shorter pause is cut at its start
/// </code>
/// </summary>
internal sealed class CutPlaces
{
    private const double RestSeconds = 0.3;

    private readonly int _rest;
    private readonly int _samplesPerFrame;
    private readonly int _frames;
    private readonly (int Start, int End)[] _pauses;

    /// <param name="pauses">In order, in samples.</param>
    /// <param name="frames">Speech frames in all.</param>
    /// <param name="framesPerSecond">A divisor of the sample rate.</param>
    public CutPlaces(IReadOnlyList<Pause> pauses, int frames, int framesPerSecond)
    {
        _samplesPerFrame = SpeechFrames.SampleRate / framesPerSecond;
        _rest = (int)Math.Ceiling(RestSeconds * framesPerSecond);
        _frames = frames;
        // A frame belongs to a pause if it lies in it whole.
        _pauses =
        [
            .. pauses
                .Select(pause => (Start: FrameOf(pause.Start + _samplesPerFrame - 1), End: FrameOf(pause.End)))
                .Where(pause => pause.Start < pause.End),
        ];
    }

    /// <summary>All places inside a stretch of speech, in order.</summary>
    public IEnumerable<CutPlace> Within(int start, int end)
    {
        foreach (var pause in _pauses)
            for (var frame = Math.Max(pause.Start, start + 1); frame <= Math.Min(LastPlace(pause), end - 1); frame++)
                yield return new CutPlace(frame, pause.End - pause.Start);
    }

    /// <summary>Where to change to a speaker whose first word is at this sample: in the pause before it, or right
    /// there.</summary>
    public int BeforeWord(long sample)
    {
        var word = FrameOf(sample);
        var index = Array.FindLastIndex(_pauses, pause => pause.Start < word);
        if (index < 0 || _pauses[index].End < word)
            return word;
        return LastPlace((_pauses[index].Start, word));
    }

    /// <summary>The place that is nearest to a sample, not further than some seconds and behind a frame; where there is
    /// none, the sample's own frame.</summary>
    public int Near(long sample, double seconds, int after)
    {
        var frame = FrameOf(sample);
        var reach = (int)(seconds * SpeechFrames.SampleRate / _samplesPerFrame) + 1;
        return Within(Math.Max(frame - reach, after), Math.Min(frame + reach, _frames))
            .Select(place => place.Frame)
            .DefaultIfEmpty(frame)
            .MinBy(place => Math.Abs(place - frame));
    }

    /// <summary>The first sample of a frame.</summary>
    public long SampleOf(int frame) => (long)frame * _samplesPerFrame;

    private int LastPlace((int Start, int End) pause) => Math.Max(pause.Start, pause.End - _rest);

    /// <summary>The frame that a sample lies in.</summary>
    public int FrameOf(long sample) => (int)Math.Clamp(sample / _samplesPerFrame, 0, _frames);
}
