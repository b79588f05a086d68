using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Frechet;

/// <summary>Collects the features of one video whose frames come one after the other; an incomplete sample at its end
/// is left out.</summary>
/// <param name="extractor">Not disposed.</param>
public sealed class FeatureSession(IFeatureExtractor extractor) : IDisposable
{
    private readonly List<Tensor> _frames = [];

    /// <summary>What was seen, complete after <see cref="Finish"/>.</summary>
    public RunningStatistics Statistics { get; } = new();

    /// <summary>Sees the next frame.</summary>
    /// <param name="frame">(3, H, W) bytes: red, green and blue.</param>
    public void Add(Tensor frame)
    {
        _frames.Add(extractor.Prepare(frame).DetachFromDisposeScope());
        if (_frames.Count == extractor.BatchSize * extractor.FramesPerSample)
            Extract();
    }

    /// <summary>Takes what is left.</summary>
    public void Finish()
    {
        if (_frames.Count >= extractor.FramesPerSample)
            Extract();
        Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        Statistics.Dispose();
    }

    private void Extract()
    {
        using var scope = NewDisposeScope();
        var samples = _frames
            .Chunk(extractor.FramesPerSample)
            .Where(sample => sample.Length == extractor.FramesPerSample);
        Statistics.Add(extractor.Extract(stack(samples.Select(sample => stack(sample)))));
        Clear();
    }

    private void Clear()
    {
        _frames.ForEach(frame => frame.Dispose());
        _frames.Clear();
    }
}
