using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Evaluation.Reports;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Videos.Sources;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation;

/// <summary>Decodes a video once and shows every frame to every model.</summary>
/// <param name="models">Not disposed.</param>
public sealed class VideoMeasurer(EvaluationModels models)
{
    /// <summary>Measures a video.</summary>
    /// <param name="path">A local video file.</param>
    /// <param name="progress">Is told the frames so far.</param>
    /// <param name="cancellation">Looked at between frames.</param>
    /// <exception cref="BadInputException">The video cannot be decoded to its end; nothing of it counts
    /// then.</exception>
    public async Task<VideoMeasurement> MeasureAsync(string path, Action<int> progress, CancellationToken cancellation)
    {
        using var pictures = models.Pictures is null ? null : new FeatureSession(models.Pictures);
        using var clips = models.Clips is null ? null : new FeatureSession(models.Clips);
        using var lips = models.LipSync is null ? null : new SyncNetSession(models.LipSync, models.Device);
        var video = await VideoSource.OpenAsync(path, cancellation);
        var (frames, thumbnails) = (0, new ThumbnailSampler());
        await foreach (var picture in PictureStream.ReadAsync(video, cancellation))
        {
            using var scope = NewDisposeScope();
            // (3, H, W)
            var frame = tensor(picture.Rgb, ScalarType.Byte).view(picture.Height, picture.Width, 3).permute(2, 0, 1);
            pictures?.Add(frame);
            clips?.Add(frame);
            lips?.Add(FaceCrop.Show(frame, models.Face));
            thumbnails.Add(picture);
            progress(++frames);
        }
        pictures?.Finish();
        clips?.Finish();
        var (score, note) = lips is null ? (null, null) : await ScoreAsync(lips, video, cancellation);
        return new VideoMeasurement
        {
            Name = Path.GetFileName(path),
            Frames = frames,
            Pictures = CopyOf(pictures),
            Clips = CopyOf(clips),
            LipSync = score,
            Perceptual = await ScorePerceptuallyAsync(path, cancellation),
            Note = note ?? (clips is { Statistics.Count: 0 } ? $"{frames} frames are too few for FVD" : null),
            Thumbnails = thumbnails.Take(),
        };
    }

    private static RunningStatistics? CopyOf(FeatureSession? session)
    {
        if (session is null)
            return null;
        var copy = new RunningStatistics();
        copy.Add(session.Statistics);
        return copy;
    }

    /// <summary>A video without sound still counts for the rest.</summary>
    private static async Task<(LipSyncScore? Score, string? Note)> ScoreAsync(
        SyncNetSession lips,
        VideoSource video,
        CancellationToken cancellation
    )
    {
        try
        {
            using var samples = tensor(await SpeechSamples.ReadAsync(video, cancellation), ScalarType.Int16);
            return (lips.Score(samples), null);
        }
        catch (BadInputException e)
        {
            return (null, e.Message);
        }
    }

    private async Task<Dictionary<string, double>> ScorePerceptuallyAsync(string path, CancellationToken cancellation)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var score in models.Perceptual)
            scores[score.Column] = await score.ScoreAsync(path, cancellation);
        return scores;
    }
}
