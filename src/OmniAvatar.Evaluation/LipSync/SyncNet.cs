using OmniAvatar.Diffusion.Observation;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>
/// SyncNet (Chung and Zisserman, "Out of time: automated lip sync in the wild", 2016): embeds 0.2 s of pictures of a
/// mouth and 0.2 s of sound so that the two are near each other where they belong together. Component names are the
/// keys of the published weights.
/// </summary>
public sealed class SyncNet : nn.Module
{
    /// <summary>Pixels of a side of the square pictures.</summary>
    public const int PictureSide = 224;

    /// <summary>Pictures that are seen at once, at 25 a second.</summary>
    public const int WindowFrames = 5;

    /// <summary>Frames of coefficients that are heard at once, at 100 a second.</summary>
    public const int WindowCoefficients = 20;

    [ComponentName(Name = "netcnnaud")]
    private readonly Sequential _audio;

    [ComponentName(Name = "netfcaud")]
    private readonly Sequential _audioHead;

    [ComponentName(Name = "netcnnlip")]
    private readonly Sequential _lip;

    [ComponentName(Name = "netfclip")]
    private readonly Sequential _lipHead;

    /// <summary>Builds the network with random weights, to be loaded over; it runs on the running statistics of its
    /// norms.</summary>
    public SyncNet(SyncNetWidths widths)
        : base(nameof(SyncNet))
    {
        _audio = SyncNetLayers.Audio(widths.Audio);
        _audioHead = SyncNetLayers.Head(widths.Audio[^1], widths.Hidden, widths.Embedding);
        _lip = SyncNetLayers.Lip(widths.Lip);
        _lipHead = SyncNetLayers.Head(widths.Lip[^1], widths.Hidden, widths.Embedding);
        RegisterComponents();
        eval();
    }

    /// <summary>Embeds pictures of mouths.</summary>
    /// <param name="windows">(B, 3, 5, 224, 224) float32, blue, green and red from 0 to 255.</param>
    /// <param name="observer">Is shown <c>lip.i</c>, the output of layer i.</param>
    /// <returns>(B, embedding).</returns>
    public Tensor EmbedLip(Tensor windows, ITensorObserver? observer = null)
    {
        if (windows.dim() != 5 || !windows.shape[1..].SequenceEqual([3, WindowFrames, PictureSide, PictureSide]))
            throw new ArgumentException("Pictures must be (batch, 3, 5, 224, 224).", nameof(windows));
        return Embed(_lip, _lipHead, windows, "lip", observer);
    }

    /// <summary>Embeds sound.</summary>
    /// <param name="windows">(B, 1, 13, 20) float32: <see cref="Mfcc"/> coefficients, each row one over time.</param>
    /// <param name="observer">Is shown <c>audio.i</c>, the output of layer i.</param>
    /// <returns>(B, embedding).</returns>
    public Tensor EmbedAudio(Tensor windows, ITensorObserver? observer = null)
    {
        if (windows.dim() != 4 || !windows.shape[1..].SequenceEqual([1, Mfcc.Coefficients, WindowCoefficients]))
            throw new ArgumentException("Sound must be (batch, 1, 13, 20).", nameof(windows));
        return Embed(_audio, _audioHead, windows, "audio", observer);
    }

    private static Tensor Embed(
        Sequential stack,
        Sequential head,
        Tensor windows,
        string name,
        ITensorObserver? observer
    )
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var (value, place) = (windows, 0);
        foreach (var layer in stack.children().Cast<nn.Module<Tensor, Tensor>>())
        {
            value = layer.forward(value);
            observer?.Observe($"{name}.{place++}", value);
        }
        return head.forward(value.flatten(1)).MoveToOuterDisposeScope(); // (B, channels) to (B, embedding)
    }
}
