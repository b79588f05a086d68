using System.Globalization;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>Which windows of clips become samples, and where they are computed.</summary>
public sealed record ExtractionOptions
{
    private const int LongestWindow = 1001;

    /// <summary>The released overlap of neighbouring windows.</summary>
    private const int Overlap = 13;

    /// <summary>Frames of the windows, each 4n+1 from 5 to 1001. Default 105: the released configuration's at
    /// 400x720.</summary>
    public IReadOnlyList<int> Frames { get; init; } = [105];

    /// <summary>
    /// Frames from one window's first to the next one's, at least 1. Null lays windows as inference does, an overlap of
    /// 13 frames apart; windows that are no longer than that lie a latent frame (4) apart.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>Every so many-th clip is kept out of training, for validation; at least 2, or 0 for none. Default
    /// 50.</summary>
    public int ValidationEvery { get; init; } = 50;

    /// <summary>The CPU or a CUDA device. Default CPU.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>Type of the autoencoder and the text encoder: float32 on a CPU (default), bfloat16 on a GPU. The audio
    /// encoder is always float32.</summary>
    public ScalarType DataType { get; init; } = ScalarType.Float32;

    /// <summary>The stride of windows of a length.</summary>
    internal int StrideOf(int frames) => Stride ?? (frames > Overlap ? frames - Overlap : 4);

    /// <summary>Whether a clip is kept out of training.</summary>
    internal bool IsForValidation(int clip) => ValidationEvery > 0 && clip % ValidationEvery == ValidationEvery - 1;

    /// <summary>All that decides a result, as one text.</summary>
    internal string Identity =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(',', Frames)} {Stride} {ValidationEvery} {Device.type} {DataType}"
        );

    /// <summary>These options, if windows can be laid out by them.</summary>
    /// <exception cref="WrongUseException">A value is out of range.</exception>
    public ExtractionOptions Validated()
    {
        if (Frames.Count == 0 || Frames.Any(frames => frames is < 5 or > LongestWindow || frames % 4 != 1))
            throw new WrongUseException(
                $"Windows must have 4n+1 frames from 5 to {LongestWindow}, such as 21 or 105, not "
                    + $"{string.Join(',', Frames)}."
            );
        if (Stride is < 1)
            throw new WrongUseException($"Windows must begin at least one frame apart, not {Stride}.");
        if (ValidationEvery is < 0 or 1)
            throw new WrongUseException(
                $"At most every second clip can be kept for validation, not every {ValidationEvery}."
            );
        return this with { Frames = [.. Frames.Distinct().Order()] };
    }
}
