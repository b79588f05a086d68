using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Observation;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>
/// Wan2.1's causal video autoencoder (arXiv 2503.20314, section 4.1). A clip is (batch, 3, 4n+1, height, width) in
/// [-1, 1], its latents (batch, 16, n+1, height/8, width/8). Nothing depends on what comes later, so both directions
/// stream; the whole-clip methods are loops over the streams. Any device, float32 or narrower.
/// </summary>
/// <remarks>
/// Tiles bound the memory of large pictures, but the tiles of a stream advance together and each keeps its own past,
/// so a stream over n tiles holds n times the caches of one.
/// </remarks>
public sealed partial class VideoAutoencoder : nn.Module
{
    [ComponentName(Name = "encoder")]
    private readonly VideoEncoder _encoder;

    [ComponentName(Name = "conv1")]
    private readonly CausalConv3d _conv1;

    [ComponentName(Name = "conv2")]
    private readonly CausalConv3d _conv2;

    [ComponentName(Name = "decoder")]
    private readonly VideoDecoder _decoder;

    /// <summary>Builds the network with weights still to be loaded; on the meta device it takes no memory.</summary>
    /// <exception cref="BadInputException">The configuration is wrong.</exception>
    public VideoAutoencoder(VideoAutoencoderConfig config, Device? device = null, ScalarType? dtype = null)
        : base(nameof(VideoAutoencoder))
    {
        Config = config.Validated();
        var type = dtype ?? ScalarType.Float32;
        _encoder = new VideoEncoder(config, device, type);
        _conv1 = new CausalConv3d(2 * config.ZDim, 2 * config.ZDim, (1, 1, 1), device, type);
        _conv2 = new CausalConv3d(config.ZDim, config.ZDim, (1, 1, 1), device, type);
        _decoder = new VideoDecoder(config, device, type);
        RegisterComponents();
    }

    /// <summary>The sizes it was built with.</summary>
    public VideoAutoencoderConfig Config { get; }

    /// <summary>Where the weights are; inputs are moved there.</summary>
    internal Device Device => _conv1.Device;

    /// <summary>The weights' type; inputs are converted to it.</summary>
    internal ScalarType DataType => _conv1.DataType;

    /// <summary>Begins to encode a clip.</summary>
    /// <param name="tiling">How the picture is cut; whole when null. The released code uses
    /// <see cref="Tiling.ForEncoding"/>.</param>
    /// <param name="observer">Sees the values inside as <c>encoder.chunk0.conv1</c> and so on.</param>
    public EncoderStream OpenEncoder(Tiling? tiling = null, ITensorObserver? observer = null) =>
        new(this, tiling, observer ?? TensorObserver.None);

    /// <summary>Begins to decode a clip, or continues one.</summary>
    /// <param name="tiling">How the picture is cut; whole when null. The released code uses
    /// <see cref="Tiling.ForDecoding"/>.</param>
    /// <param name="state">What <see cref="DecoderStream.ExportState"/> gave where the clip was left; copied. Null or
    /// empty begins a clip.</param>
    /// <param name="observer">Sees the values inside as <c>decoder.chunk0.conv1</c> and so on.</param>
    /// <exception cref="BadInputException">The state is not one of this network.</exception>
    public DecoderStream OpenDecoder(
        Tiling? tiling = null,
        IReadOnlyDictionary<string, Tensor>? state = null,
        ITensorObserver? observer = null
    ) => new(this, tiling, state is null ? null : DecoderState.Import(this, state), observer ?? TensorObserver.None);

    /// <summary>Encodes a whole clip.</summary>
    /// <param name="video">(batch, 3, time, height, width) in [-1, 1]. Frames beyond the last 4n+1 are not looked
    /// at.</param>
    /// <returns>(batch, 16, (time+3)/4, height/8, width/8), normalised.</returns>
    public Tensor Encode(
        Tensor video,
        Tiling? tiling = null,
        ITensorObserver? observer = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        using var stream = OpenEncoder(tiling, observer);
        var latents = new List<Tensor>();
        var frames = video.size(2);
        for (long start = 0; start + stream.NextFrames <= frames; )
        {
            var chunk = video.narrow(2, start, stream.NextFrames); // (B, 3, 1 or 4, H, W)
            start += stream.NextFrames;
            latents.Add(stream.Encode(chunk, cancellation)); // (B, Z, 1, H/8, W/8)
        }

        return cat(latents, dim: 2).MoveToOuterDisposeScope(); // (B, Z, T, H/8, W/8)
    }

    /// <summary>Decodes a whole clip chunk by chunk; each chunk is the caller's to dispose.</summary>
    /// <param name="latents">(batch, 16, time, height/8, width/8), normalised.</param>
    /// <returns>Chunks (batch, 3, 1 and then 4, height, width) in [-1, 1].</returns>
    public IEnumerable<Tensor> DecodeChunks(
        Tensor latents,
        Tiling? tiling = null,
        ITensorObserver? observer = null,
        CancellationToken cancellation = default
    )
    {
        using var stream = OpenDecoder(tiling, observer: observer);
        for (long frame = 0, count = latents.size(2); frame < count; frame++)
        {
            using var latent = latents.narrow(2, frame, 1); // (B, Z, 1, H/8, W/8)
            yield return stream.Decode(latent, cancellation); // (B, 3, 1 or 4, H, W)
        }
    }

    /// <summary>Decodes a whole clip into one tensor.</summary>
    /// <param name="latents">(batch, 16, time, height/8, width/8), normalised.</param>
    /// <returns>(batch, 3, 4*time-3, height, width) in [-1, 1].</returns>
    public Tensor Decode(
        Tensor latents,
        Tiling? tiling = null,
        ITensorObserver? observer = null,
        CancellationToken cancellation = default
    )
    {
        using var scope = NewDisposeScope();
        return cat([.. DecodeChunks(latents, tiling, observer, cancellation)], dim: 2).MoveToOuterDisposeScope();
    }

    /// <summary>One tile of one chunk, from frames to normalised latents.</summary>
    internal Tensor EncodeChunk(Tensor frames, CausalCache past, ITensorObserver observer) // (B, 3, T, H, W)
    {
        using var scope = NewDisposeScope();
        var moments = MomentsOfChunk(frames, past, observer); // (B, 2*Z, 1, H/8, W/8)
        var mu = moments.narrow(1, 0, Config.ZDim); // (B, Z, 1, H/8, W/8)
        return mu.sub(PerChannel(Config.Mean)).div_(PerChannel(Config.Std)).MoveToOuterDisposeScope();
    }

    /// <summary>One tile of one latent frame, from normalised latents to frames not yet clamped.</summary>
    internal Tensor DecodeChunk(Tensor latent, CausalCache past, ITensorObserver observer) // (B, Z, 1, H/8, W/8)
    {
        using var scope = NewDisposeScope();
        var z = latent.mul(PerChannel(Config.Std)).add_(PerChannel(Config.Mean)); // (B, Z, 1, H/8, W/8)
        return FramesOfChunk(z, past, observer).MoveToOuterDisposeScope(); // (B, 3, T, H, W)
    }

    private Tensor MomentsOfChunk(Tensor frames, CausalCache past, ITensorObserver observer) // (B, 3, T, H, W)
    {
        using var hidden = _encoder.call(ChannelsLast.Of(frames), past, observer); // (B, 2*Z, T', H/8, W/8)
        return _conv1.call(hidden, past); // (B, 2*Z, T', H/8, W/8)
    }

    private Tensor FramesOfChunk(Tensor z, CausalCache past, ITensorObserver observer) => // (B, Z, T', H/8, W/8)
        _decoder.call(_conv2.call(ChannelsLast.Of(z), past), past, observer); // (B, 3, T, H, W)

    private Tensor PerChannel(IReadOnlyList<float> values) =>
        tensor([.. values], DataType, Device).view(1, -1, 1, 1, 1);
}
