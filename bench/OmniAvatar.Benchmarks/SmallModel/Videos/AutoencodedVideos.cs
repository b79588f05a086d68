using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>The drawn clips, once through an autoencoder: what a perfect transformer would come to with it.</summary>
internal sealed class AutoencodedVideos : IVideoSource
{
    private readonly DrawnVideos _drawn = new();
    private readonly VideoAutoencoder _network;

    /// <param name="file">The autoencoder's weights.</param>
    /// <exception cref="BadInputException">The file is missing or damaged, or no autoencoder.</exception>
    public AutoencodedVideos(string file)
    {
        using var source = TensorSources.Open(file);
        _network = new VideoAutoencoder(ModelArchitecture.Autoencoder(source));
        StrictLoader.Load(_network, source);
    }

    public double LateFrames => _drawn.LateFrames;

    public RenderChoices Usual => _drawn.Usual;

    public WindowArithmetic Window(int overlap) => _drawn.Window(overlap);

    public async Task<ReadOnlyMemory<byte>> MakeAsync(
        SpokenClip clip,
        Func<RenderChoices, RenderChoices> choose,
        CancellationToken cancellation
    )
    {
        var window = Window(choose(Usual).Overlap!.Value);
        var drawn = await _drawn.MakeAsync(clip, choose, cancellation);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var frames = 2 * clip.Unit(drawn).transpose(0, 1).unsqueeze(0) - 1; // (1, 3, T, H, W)
        var parts = new List<Tensor>();
        for (long start = 0, count = frames.size(2); start + window.OverlapFrames < count; start += window.NewFrames)
            parts.Add(
                Code(
                    frames.narrow(2, start, Math.Min(window.FramesPerSegment, count - start)),
                    start == 0 ? 0 : window.OverlapFrames,
                    cancellation
                )
            );
        byte[] coded = [];
        var length = RgbFrames.ToBytes(cat(parts, dim: 2), ref coded).Length;
        return coded.AsMemory(0, length);
    }

    public void Dispose() => _network.Dispose();

    /// <summary>One window as a clip of its own, as it is rendered, without the frames that the one before has
    /// shown.</summary>
    private Tensor Code(Tensor frames, long shown, CancellationToken cancellation)
    {
        var decoded = _network.Decode(_network.Encode(frames, cancellation: cancellation), cancellation: cancellation);
        return decoded.narrow(2, shown, decoded.size(2) - shown);
    }
}
