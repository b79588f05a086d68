using OmniAvatar.Media.Videos.Sources;

namespace OmniAvatar.Evaluation.Reports;

/// <summary>
/// Keeps a few pictures, evenly over a video whose length is not known before its end: every picture at first, and
/// every second of those kept, and of those to come, whenever there are too many.
/// </summary>
public sealed class ThumbnailSampler
{
    /// <summary>Pictures that <see cref="Take"/> gives at most.</summary>
    public const int Taken = 4;

    private const int Most = 8 * Taken;

    private readonly List<Thumbnail> _kept = [];
    private int _seen;
    private int _stride = 1;

    /// <summary>Sees the next picture.</summary>
    public void Add(VideoPicture picture)
    {
        if (_seen++ % _stride != 0)
            return;
        _kept.Add(Thumbnail.Of(picture));
        if (_kept.Count < Most)
            return;
        for (var i = _kept.Count - 1; i > 0; i -= 2)
            _kept.RemoveAt(i);
        _stride *= 2;
    }

    /// <summary>The middles of equal parts of what was kept.</summary>
    public IReadOnlyList<Thumbnail> Take()
    {
        var count = Math.Min(Taken, _kept.Count);
        return [.. Enumerable.Range(0, count).Select(i => _kept[(2 * i + 1) * _kept.Count / (2 * count)])];
    }
}
