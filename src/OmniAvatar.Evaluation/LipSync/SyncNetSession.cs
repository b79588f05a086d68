using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>
/// Scores one clip whose frames come one after the other, so that it may be long. As joonson/syncnet_python has it, the
/// last window that would fit is not used.
/// </summary>
/// <param name="network">Not disposed.</param>
/// <param name="device">The network's.</param>
public sealed class SyncNetSession(SyncNet network, Device? device = null) : IDisposable
{
    private const int BatchWindows = 20;
    private const int Overlap = SyncNet.WindowFrames - 1;

    private readonly Device _device = device ?? CPU;
    private readonly List<Tensor> _frames = [];
    private readonly List<Tensor> _embeddings = [];

    /// <summary>Frames so far.</summary>
    public long FrameCount { get; private set; }

    /// <summary>Sees the next frame, at 25 a second.</summary>
    /// <param name="frame">(3, 224, 224) of any type: blue, green and red from 0 to 255, a face as the network was
    /// trained on. Copied.</param>
    public void Add(Tensor frame)
    {
        _frames.Add(frame.detach().clone().DetachFromDisposeScope());
        FrameCount++;
        if (_frames.Count == BatchWindows + Overlap)
            EmbedFrames();
    }

    /// <summary>Scores the frames seen against their sound.</summary>
    /// <param name="samples">(S) in the scale of 16-bit integers, 16 kHz, in step with the first frame.</param>
    /// <param name="shift">Frames to either side, at least 1.</param>
    /// <exception cref="BadInputException">There are fewer than 6 frames, or fewer than 6 frames' sound.</exception>
    public LipSyncScore Score(Tensor samples, int shift = LipSyncScoring.DefaultShift)
    {
        using var scope = NewDisposeScope();
        var (lip, audio) = Embeddings(samples);
        return LipSyncScoring.Score(LipSyncScoring.Distances(lip, audio, shift));
    }

    /// <summary>The embeddings that <see cref="Score"/> compares, (N, embedding) each.</summary>
    public (Tensor Lip, Tensor Audio) Embeddings(Tensor samples)
    {
        var windows = Math.Min(FrameCount, samples.shape[0] / AudioWindows.SamplesPerFrame) - SyncNet.WindowFrames;
        if (windows < 1)
            throw new BadInputException(
                $"Lip sync needs at least 6 frames and their sound, not {FrameCount} frames and "
                    + $"{samples.shape[0]} samples."
            );
        if (_frames.Count > Overlap)
            EmbedFrames();
        using var scope = NewDisposeScope();
        var lip = cat(_embeddings).narrow(0, 0, windows); // (N, E)
        var heard = AudioWindows.Cut(Mfcc.Compute(samples), windows).to(_device); // (N, 1, 13, 20)
        return (lip.MoveToOuterDisposeScope(), network.EmbedAudio(heard).cpu().MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var held in _frames.Concat(_embeddings))
            held.Dispose();
        _frames.Clear();
        _embeddings.Clear();
    }

    private void EmbedFrames()
    {
        using var scope = NewDisposeScope();
        var clip = stack(_frames, 1).to(ScalarType.Float32, _device); // (3, T, 224, 224)
        var windows = Enumerable
            .Range(0, _frames.Count - Overlap)
            .Select(first => clip.narrow(1, first, SyncNet.WindowFrames));
        _embeddings.Add(network.EmbedLip(stack(windows)).cpu().DetachFromDisposeScope());
        foreach (var seen in _frames[..^Overlap])
            seen.Dispose();
        _frames.RemoveRange(0, _frames.Count - Overlap);
    }
}
