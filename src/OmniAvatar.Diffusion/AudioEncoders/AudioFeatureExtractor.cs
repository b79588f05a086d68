using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>
/// Audio features of any rows of a recording of any length, in memory that does not grow with it. Short recordings go
/// in one pass. In long ones attention stays inside windows on a fixed grid, each with context on both sides, so that a
/// row's values never depend on which rows were asked for; everything before attention is as in one pass
/// (docs/decisions/0007-long-audio.md has the measured difference). Not safe for use by several threads at once.
/// </summary>
/// <remarks>
/// <code>
///   rows      |........|........|........|........|   core, computed and kept
///   window 2       ~~~~[========]~~~~                 ~ context: heard, not kept
/// </code>
/// </remarks>
public sealed class AudioFeatureExtractor : IDisposable
{
    private readonly Wav2Vec2Encoder _encoder;
    private readonly AudioFeatureRows _rows;
    private readonly AudioWindowing _windowing;
    private readonly LinkedList<(long Index, Tensor Features)> _recent = new();

    /// <param name="encoder">The model; it must outlive the extractor.</param>
    /// <param name="source">The recording, before normalisation.</param>
    /// <param name="statistics">Gathered over all of <paramref name="source"/>.</param>
    /// <param name="rows">Video frames, padding included; the recording is padded with zeros to 640 samples
    /// each.</param>
    /// <param name="windowing">How it is cut; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The arguments do not belong together.</exception>
    public AudioFeatureExtractor(
        Wav2Vec2Encoder encoder,
        ISampleSource source,
        AudioStatistics statistics,
        long rows,
        AudioWindowing? windowing = null
    )
    {
        _encoder = encoder;
        _windowing = (windowing ?? new AudioWindowing()).Validated();
        _rows = new AudioFeatureRows(encoder, source, statistics, rows);
    }

    /// <summary>Rows in all.</summary>
    public long RowCount => _rows.Count;

    /// <summary>Rows of the windows: everything, when the recording goes in one pass.</summary>
    private long CoreRows => IsOnePass ? RowCount : _windowing.CoreRows;

    private bool IsOnePass => RowCount <= _windowing.OnePassRows;

    /// <summary>Features of rows [start, end).</summary>
    /// <param name="start">First row, from 0.</param>
    /// <param name="end">The row after the last, at most <see cref="RowCount"/>.</param>
    /// <param name="cancellation">Looked at before each window.</param>
    /// <returns>float32 (1, end - start, <see cref="Wav2Vec2Config.FeatureWidth"/>) on the CPU.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not inside the recording.</exception>
    public Tensor Extract(long start, long end, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, RowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, end);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (var index = start / CoreRows; index * CoreRows < end; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var origin = index * CoreRows;
            var (first, last) = (Math.Max(start, origin), Math.Min(end, origin + CoreRows));
            // A copy: the window may leave memory before the next one is done.
            parts.Add(Window(index).narrow(1, first - origin, last - first).clone()); // (1, rows, features)
        }
        return cat(parts, 1).MoveToOuterDisposeScope(); // (1, end - start, features)
    }

    /// <summary>A window's core rows, from memory or computed: (1, core, features) on the CPU.</summary>
    private Tensor Window(long index)
    {
        for (var node = _recent.First; node is not null; node = node.Next)
        {
            if (node.Value.Index != index)
                continue;
            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value.Features;
        }
        if (_recent.Count == _windowing.CachedWindows)
        {
            _recent.Last!.Value.Features.Dispose();
            _recent.RemoveLast();
        }
        var features = (IsOnePass ? EncodeAll() : EncodeWindow(index)).DetachFromDisposeScope();
        _recent.AddFirst((index, features));
        return features;
    }

    private Tensor EncodeAll()
    {
        using var samples = _rows.AllSamples();
        return ToMemory(_encoder.forward(samples, RowCount));
    }

    private Tensor EncodeWindow(long index)
    {
        using var scope = NewDisposeScope();
        var (core, coreEnd) = (index * CoreRows, Math.Min((index + 1) * CoreRows, RowCount));
        var (heard, heardEnd) = (
            Math.Max(0, core - _windowing.ContextRows),
            Math.Min(RowCount, coreEnd + _windowing.ContextRows)
        );
        // The positional convolution reaches further than attention is let look, so that it is as in one pass
        // everywhere.
        var reach = _encoder.Config.PositionKernel / 2;
        var (first, end) = (Math.Max(0, heard - reach), Math.Min(RowCount, heardEnd + reach));
        var rows = _rows.Compute(first, end); // (1, end - first, channels)
        // (1, heard rows, features)
        var encoded = _encoder.Transform(rows, heard - first, heardEnd - heard, TensorObserver.None);
        // (1, core rows, features)
        return ToMemory(encoded.narrow(1, core - heard, coreEnd - core)).MoveToOuterDisposeScope();
    }

    private static Tensor ToMemory(Tensor features) => features.to(ScalarType.Float32, CPU, copy: true);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var (_, features) in _recent)
            features.Dispose();
        _recent.Clear();
        _rows.Dispose();
    }
}
