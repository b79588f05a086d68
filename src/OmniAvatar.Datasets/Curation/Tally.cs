using OmniAvatar.Datasets.Curation.Files;

namespace OmniAvatar.Datasets.Curation;

/// <summary>Counts what was done and reports it. Work is counted in bytes of the videos: lengths are not known before
/// decoding.</summary>
internal sealed class Tally
{
    private readonly IProgress<CurationProgress>? _progress;
    private readonly IReadOnlyDictionary<string, long> _bytes;
    private readonly TimeLeft _left;
    private string _source = "";
    private double _sourceDone;
    private int _done;
    private int _clips;
    private int _rejected;

    public Tally(
        IReadOnlyList<CaptionedFile> lines,
        string input,
        TimeProvider time,
        IProgress<CurationProgress>? progress
    )
    {
        _progress = progress;
        _bytes = lines.ToDictionary(
            line => line.File,
            line => new FileInfo(Path.Combine(input, line.File)) is { Exists: true } file ? file.Length : 1
        );
        _left = new TimeLeft(_bytes.Values.Sum(), time);
    }

    /// <summary>An earlier run has done this video.</summary>
    public void Skip(string source)
    {
        (_source, _sourceDone) = (source, 1);
        _left.Skip(_bytes[source]);
    }

    /// <summary>This video is next.</summary>
    public void Begin(string source) => (_source, _sourceDone) = (source, 0);

    /// <summary>The share of the video that is done.</summary>
    public void Advance(double share)
    {
        _left.Add((share - _sourceDone) * _bytes[_source]);
        _sourceDone = share;
        Report();
    }

    /// <summary>The video is done.</summary>
    public void Finish(SourceResult result)
    {
        _done++;
        _clips += result.Clips.Count;
        _rejected += result.Rejections.Count;
        Advance(1);
    }

    private void Report() =>
        _progress?.Report(
            new CurationProgress(_source, _done, _bytes.Count, _clips, _rejected, _left.Fraction, _left.Seconds)
        );
}
