namespace OmniAvatar.Evaluation;

/// <summary>How far an evaluation is.</summary>
/// <param name="Video">The video at work.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Videos">How many there are.</param>
/// <param name="Frames">Frames of it that were seen.</param>
/// <param name="SecondsLeft">Time left, by the sizes of the files; null before the first video is done.</param>
public sealed record EvaluationProgress(string Video, int Number, int Videos, int Frames, double? SecondsLeft);

/// <summary>Turns what was done into time left. Files are taken to cost as much as they are large.</summary>
internal sealed class EvaluationClock(IReadOnlyList<string> videos, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly long _total = videos.Sum(SizeOf);
    private long _done;
    private int _number;

    /// <summary>Where the work is in the next video.</summary>
    public EvaluationProgress At(string video, int frames) =>
        new(
            Path.GetFileName(video),
            _number + 1,
            videos.Count,
            frames,
            _done == 0 ? null : time.GetElapsedTime(_start).TotalSeconds / _done * (_total - _done)
        );

    /// <summary>Counts a video as done.</summary>
    public void Finish(string video)
    {
        _number++;
        _done += SizeOf(video);
    }

    private static long SizeOf(string video) => new FileInfo(video) is { Exists: true } file ? file.Length : 0;
}
