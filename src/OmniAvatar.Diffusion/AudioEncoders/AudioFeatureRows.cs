using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.AudioEncoders;

/// <summary>
/// The features that enter the transformer, for any rows of a recording: equal, up to rounding, to the same rows of one
/// pass over all of it. The convolutions reach over a few hundred samples only, their one global norm is given by the
/// statistics, and rows lie on the recording's own grid.
/// </summary>
public sealed class AudioFeatureRows : IDisposable
{
    /// <summary>Convolution frames computed at a time (about ten seconds): the first layer's output is 128 times as
    /// large as the samples.</summary>
    private const long FramesPerPiece = 512;

    private readonly Wav2Vec2Encoder _encoder;
    private readonly ISampleSource _source;
    private readonly AudioStatistics _statistics;
    private readonly ChannelStatistics _channels;
    private readonly long _frames;
    private readonly float _framesPerRow;

    /// <param name="encoder">The model.</param>
    /// <param name="source">The recording, before normalisation.</param>
    /// <param name="statistics">Gathered over all of <paramref name="source"/>.</param>
    /// <param name="rows">Video frames, padding included; the recording is padded with zeros to 640 samples
    /// each.</param>
    /// <exception cref="ArgumentException">The recording is longer than its rows, the statistics are of another, or it
    /// is too short for one frame.</exception>
    public AudioFeatureRows(Wav2Vec2Encoder encoder, ISampleSource source, AudioStatistics statistics, long rows)
    {
        var padded = checked(rows * Waveform.SamplesPerRow);
        _frames = encoder.Config.FrameCount(padded);
        if (rows < 1 || source.Length > padded || _frames < 1)
            throw new ArgumentException($"{source.Length} samples cannot fill {rows} rows.", nameof(rows));
        if (
            statistics.SampleCount != source.Length
            || statistics.Kernel != encoder.Config.ConvolutionKernels[0]
            || statistics.Stride != encoder.Config.ConvolutionStrides[0]
        )
            throw new ArgumentException("The statistics belong to another recording or model.", nameof(statistics));
        (_encoder, _source, _statistics, Count) = (encoder, source, statistics, rows);
        _channels = FirstLayerStatistics.Compute(statistics, encoder.FirstWeight, padded);
        _channels.Mean.DetachFromDisposeScope();
        _channels.Variance.DetachFromDisposeScope();
        // Single precision, as the interpolation of the one pass computes: rows then fall on the same places.
        _framesPerRow = rows > 1 ? (float)(_frames - 1) / (rows - 1) : 0;
    }

    /// <summary>Rows in all.</summary>
    public long Count { get; }

    /// <summary>The whole recording, normalised and padded: (1, rows x 640) on the model's device. Only for recordings
    /// that fit.</summary>
    internal Tensor AllSamples() => ReadSamples(0, Count * Waveform.SamplesPerRow);

    /// <summary>Rows [start, end).</summary>
    /// <returns>(1, end - start, channels) on the model's device.</returns>
    public Tensor Compute(long start, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, end);
        using var scope = NewDisposeScope();
        var (before, after, weights) = Places(start, end);
        var (first, last) = (before[0], after[^1]);
        var frames = Convolve(first, last + 1); // (1, frames, channels)
        var device = frames.device;
        var left = frames.index_select(1, tensor(before, device: device).sub_(first)); // (1, rows, channels)
        var right = frames.index_select(1, tensor(after, device: device).sub_(first)); // (1, rows, channels)
        var share = tensor(weights, device: device).to_type(frames.dtype).unsqueeze(-1); // (rows, 1)
        return left.mul_(share.neg().add_(1)).add_(right.mul_(share)).MoveToOuterDisposeScope(); // (1, rows, channels)
    }

    /// <summary>For each row the convolution frames around its place, and the share of the later one.</summary>
    private (long[] Before, long[] After, float[] Share) Places(long start, long end)
    {
        var count = (int)(end - start);
        var (before, after, share) = (new long[count], new long[count], new float[count]);
        for (var row = 0; row < count; row++)
        {
            var place = _framesPerRow * (start + row);
            before[row] = Math.Min((long)place, _frames - 1);
            after[row] = Math.Min(before[row] + 1, _frames - 1);
            share[row] = Math.Clamp(place - before[row], 0, 1);
        }
        return (before, after, share);
    }

    /// <summary>Convolution frames [first, end), piece by piece.</summary>
    private Tensor Convolve(long first, long end)
    {
        using var scope = NewDisposeScope();
        var (reach, step) = (_encoder.Config.SamplesPerFrame, _encoder.Config.SamplesPerStep);
        var pieces = new List<Tensor>();
        for (var start = first; start < end; start += FramesPerPiece)
        {
            var count = Math.Min(FramesPerPiece, end - start);
            using var samples = ReadSamples(start * step, (count - 1) * step + reach); // (1, samples)
            pieces.Add(_encoder.Convolve(samples, _channels)); // (1, count, channels)
        }
        return cat(pieces, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Normalised samples; zeros from the recording's end on.</summary>
    private Tensor ReadSamples(long start, long count)
    {
        var samples = new float[count];
        var present = (int)Math.Clamp(_source.Length - start, 0, count);
        _source.Read(start, samples.AsSpan(0, present));
        _statistics.Normalise(samples.AsSpan(0, present));
        var weight = _encoder.FirstWeight;
        using var loaded = tensor(samples);
        return loaded.to(weight.dtype, weight.device, copy: true).unsqueeze_(0);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _channels.Mean.Dispose();
        _channels.Variance.Dispose();
    }
}
