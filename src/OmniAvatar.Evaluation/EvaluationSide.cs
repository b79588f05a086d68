using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Evaluation.Reports;

namespace OmniAvatar.Evaluation;

/// <summary>All that the videos of one folder gave together.</summary>
internal sealed class EvaluationSide(string name) : IDisposable
{
    private readonly List<LipSyncScore> _scores = [];
    private readonly List<IReadOnlyDictionary<string, double>> _perceptual = [];
    private readonly Dictionary<string, IReadOnlyList<Thumbnail>> _thumbnails = new(StringComparer.Ordinal);

    /// <summary>Features of pictures.</summary>
    public RunningStatistics Pictures { get; } = new();

    /// <summary>Features of clips.</summary>
    public RunningStatistics Clips { get; } = new();

    /// <summary>Videos that counted.</summary>
    public List<VideoLine> Videos { get; } = [];

    /// <summary>Videos that did not.</summary>
    public List<SkippedVideo> Skipped { get; } = [];

    /// <summary>Videos with a score of lip sync.</summary>
    public int Scored => _scores.Count;

    /// <summary>Takes a whole video.</summary>
    public void Add(VideoMeasurement video)
    {
        if (video.Pictures is not null)
            Pictures.Add(video.Pictures);
        if (video.Clips is not null)
            Clips.Add(video.Clips);
        if (video.LipSync is not null)
            _scores.Add(video.LipSync);
        _perceptual.Add(video.Perceptual);
        // The sheet shows no more, and pictures of thousands of videos would fill the memory.
        if (_thumbnails.Count < 2 * ContactSheet.MostPairs)
            _thumbnails[video.Name] = video.Thumbnails;
        var score = video.LipSync;
        Videos.Add(
            new VideoLine(name, video.Name, video.Frames, score?.Confidence, score?.Distance, score?.Offset, video.Note)
        );
    }

    /// <summary>Remembers a video that could not be measured.</summary>
    public void Skip(string video, string reason) =>
        Skipped.Add(new SkippedVideo(name, Path.GetFileName(video), reason));

    /// <summary>The mean of a number of lip sync over the videos.</summary>
    /// <exception cref="BadInputException">No video has one.</exception>
    public double MeanOf(Func<LipSyncScore, double> number) =>
        _scores.Count > 0 ? _scores.Average(number) : throw new BadInputException("no video could be scored");

    /// <summary>The mean of a perceptual score over the videos.</summary>
    public double MeanOf(string column) => _perceptual.Average(scores => scores[column]);

    /// <summary>This side's frames beside the other's of the same name, the ending aside.</summary>
    public IReadOnlyList<ContactPair> PairWith(EvaluationSide other)
    {
        var byStem = other
            ._thumbnails.GroupBy(pair => Path.GetFileNameWithoutExtension(pair.Key))
            .ToDictionary(group => group.Key, group => group.First().Value);
        return
        [
            .. _thumbnails.Select(pair => new ContactPair(
                pair.Key,
                pair.Value,
                byStem.GetValueOrDefault(Path.GetFileNameWithoutExtension(pair.Key), [])
            )),
        ];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pictures.Dispose();
        Clips.Dispose();
    }
}
