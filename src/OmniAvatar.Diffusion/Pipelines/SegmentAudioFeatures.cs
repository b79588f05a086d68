using System.Text.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>
/// The audio features of one segment, made from a job's speech when the segment is rendered, so that memory does not
/// grow with the speech. The last track's windows stay in memory: neighbouring segments hear the same ones.
/// </summary>
internal sealed class SegmentAudioFeatures(LazyModel model) : IDisposable
{
    private Recording? _recent;

    /// <summary>Gathers what a window must know of a whole track, and writes it as JSON.</summary>
    public string GatherStatistics(RenderTask task, int track, string role, CancellationToken cancellation)
    {
        using var speech = SampleFile.Open(task.SpeechPaths[track]);
        var statistics = AudioStatistics.Gather(speech, model.AudioEncoder(cancellation).Config, cancellation);
        var path = Path.Combine(task.OutputFolder, $"{role}.json");
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(statistics));
        return path;
    }

    /// <summary>What a segment hears: (1, FramesPerSegment, audio width), the zero rows for the picture
    /// first.</summary>
    public Tensor Hear(RenderTask task, AudioRows rows, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        // (1, End - Start, C)
        var features = Open(task, cancellation).Features.Extract(rows.Start, rows.End, cancellation);
        FiniteValues.Require(features, "The features of the speech");
        return nn.functional.pad(features, [0, 0, rows.LeadingZeroRows, 0]).MoveToOuterDisposeScope(); // (1, L, C)
    }

    public void Dispose() => _recent?.Dispose();

    private Recording Open(RenderTask task, CancellationToken cancellation)
    {
        var track = task.Request.TrackOf(task.Plan.Shots[task.Work.Shot].Speaker);
        var path = task.Conditioning[PartRoles.Of(PartRoles.AudioStatistics, track)];
        if (_recent is { } recent && recent.Job == task.Work.Job && recent.StatisticsPath == path)
            return recent;

        _recent?.Dispose();
        _recent = null;
        return _recent = Recording.Open(task, track, path, model.AudioEncoder(cancellation));
    }

    /// <summary>One track of a job.</summary>
    private sealed record Recording(JobId Job, string StatisticsPath, SampleFile Speech, AudioFeatureExtractor Features)
        : IDisposable
    {
        public static Recording Open(RenderTask task, int track, string statisticsPath, Wav2Vec2Encoder encoder)
        {
            var statistics =
                JsonSerializer.Deserialize<AudioStatistics>(File.ReadAllBytes(statisticsPath))
                ?? throw new RenderFailedException("The statistics of the speech are empty.");
            var speech = SampleFile.Open(task.SpeechPaths[track]);
            var features = new AudioFeatureExtractor(encoder, speech, statistics, task.Plan.PaddedAudioFrames);
            return new Recording(task.Work.Job, statisticsPath, speech, features);
        }

        public void Dispose()
        {
            Features.Dispose();
            Speech.Dispose();
        }
    }
}
