using System.Globalization;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>Adds up the packets of a video stream, given as ffprobe's lines in the order in which they are
/// decoded.</summary>
/// <param name="path">The file, for messages.</param>
internal sealed class PacketScan(string path)
{
    private const double LongestSeconds = 24 * 3600;

    // A picture is never shown for longer, and decoding at an even rate would fill any gap with copies of it.
    private const double LongestGap = 600;

    // Pictures are decoded before others that are shown earlier, but only by some frames.
    private const double LongestStepBack = 10;

    private readonly List<double> _keyFrames = [];
    private double _first = double.PositiveInfinity;
    private double _last = double.NegativeInfinity;
    private double _lastButOne = double.NegativeInfinity;
    private double _lastDuration;
    private int _packets;
    private int _untimed;
    private bool _beginsMidway;

    /// <summary>Adds a packet: time of showing, time of decoding, duration, flags.</summary>
    /// <exception cref="BadInputException">The time stamps jump, or the video is longer than 24 hours.</exception>
    public void Add(string line)
    {
        // Side data of a packet adds fields and empty lines.
        if (line.Split(',') is not [var shown, var decoded, var duration, var flags, ..])
            return;
        var isKey = flags.StartsWith('K');
        if (_packets++ == 0)
            _beginsMidway = !isKey;
        // Decoded but never shown: what an edit list leaves out.
        if (flags.Contains('D'))
            return;
        // AVI knows times of decoding only.
        if ((Seconds(shown) ?? Seconds(decoded)) is { } time)
            Add(time, Seconds(duration) ?? 0, isKey);
        else
            _untimed++;
    }

    /// <summary>What the packets came to, null without any.</summary>
    public PictureTimes? Finish()
    {
        if (!double.IsFinite(_first))
            return null;
        var lastShown =
            _lastDuration > 0 ? _lastDuration
            : double.IsFinite(_lastButOne) ? _last - _lastButOne
            : 0;
        // What comes before the first picture that decodes on its own is never seen.
        var isMidway = _beginsMidway && _keyFrames.Count > 0;
        var start = isMidway ? _keyFrames[0] : _first;
        _keyFrames.Sort();
        return new PictureTimes(start, _last + lastShown - start, _untimed, isMidway, _keyFrames);
    }

    private void Add(double time, double duration, bool isKey)
    {
        if (double.IsFinite(_first))
            ThrowIfJumps(time);
        if (isKey)
            _keyFrames.Add(time);
        _first = Math.Min(_first, time);
        if (time <= _last)
            return;
        (_lastButOne, _last, _lastDuration) = (_last, time, duration);
    }

    private void ThrowIfJumps(double time)
    {
        if (time - _last > LongestGap || _last - time > LongestStepBack)
            throw new BadInputException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The time stamps of the video {path} jump by {time - _last:0} s at {_last - _first:0.0} s."
                )
            );
        if (time - _first > LongestSeconds)
            throw new BadInputException($"The video {path} is longer than 24 hours.");
    }

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        && double.IsFinite(seconds)
            ? seconds
            : null;
}
