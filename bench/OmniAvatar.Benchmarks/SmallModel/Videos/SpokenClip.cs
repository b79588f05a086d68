using OmniAvatar.Datasets.Synthetic.Clips;
using OmniAvatar.Datasets.Synthetic.Drawing;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Evaluation.Figures;
using OmniAvatar.Evaluation.Mouths;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>A face and a speech to be rendered, with what is known of them.</summary>
internal sealed record SpokenClip
{
    /// <summary>What its files are called.</summary>
    public required string Name { get; init; }

    /// <summary>Pixels a side.</summary>
    public required int Side { get; init; }

    /// <summary>RGB24: the reference picture.</summary>
    public required ReadOnlyMemory<byte> Picture { get; init; }

    /// <summary>Who it is and how it is drawn.</summary>
    public required SceneAppearance Scene { get; init; }

    /// <summary>Where the mouth is in the picture.</summary>
    public required MouthTruth Mouth { get; init; }

    /// <summary>The speech: 16 kHz.</summary>
    public required float[] Speech { get; init; }

    /// <summary>How far the mouth should be open, for each 1/25 s of the speech, 0 to 1.</summary>
    public required float[] Opening { get; init; }

    /// <summary>What to show.</summary>
    public required string Prompt { get; init; }

    /// <summary>RGB24: the frames as they were drawn, which show how well a perfect model would measure; empty where
    /// none were drawn.</summary>
    public ReadOnlyMemory<byte> Drawn { get; init; }

    /// <summary>Bytes of a frame.</summary>
    public int FrameBytes => 3 * Side * Side;

    /// <summary>Reads this face's mouth.</summary>
    public MouthReader Reader() => new(Scene, Side, Side, Mouth);

    /// <summary>How far the colours of frames are from the picture's; see <see cref="ColourDrift"/>.</summary>
    /// <param name="frames">RGB24, at least one frame.</param>
    public double ColourDistance(ReadOnlyMemory<byte> frames)
    {
        using var scope = NewDisposeScope();
        var shown = Unit(frames);
        return ColourDrift.Of(shown, 0, (int)shown.shape[0], Unit(Picture)[0]);
    }

    /// <summary>RGB24 frames of the clip's size as (T, 3, H, W) in [0, 1].</summary>
    public Tensor Unit(ReadOnlyMemory<byte> frames) =>
        tensor(frames.ToArray(), ScalarType.Byte).view(-1, Side, Side, 3).permute(0, 3, 1, 2).to(ScalarType.Float32)
        / 255;

    /// <summary>A drawn clip.</summary>
    public static SpokenClip Of(string name, SyntheticClip clip) =>
        new()
        {
            Name = name,
            Side = clip.Clip.Width,
            Picture = clip.Clip.Frames.AsMemory(0, 3 * clip.Clip.Width * clip.Clip.Height),
            Scene = clip.Plan.Scene,
            Mouth = clip.Mouth[0],
            Speech = clip.Clip.Samples,
            Opening = clip.Clip.MouthOpening,
            Prompt = clip.Clip.Caption,
            Drawn = clip.Clip.Frames,
        };
}
