using OmniAvatar.Datasets.Clips;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>Where a crop lies in its clip: first frame, first row and column; frames and pixels a side.</summary>
internal readonly record struct Crop(int Start, int Top, int Left, int Frames, int Height, int Width)
{
    /// <summary>As much of a clip as an autoencoder takes: 4n+1 frames, at most so many.</summary>
    public static Crop Whole(TalkingClip clip, int mostFrames) =>
        new(0, 0, 0, (Math.Min(clip.FrameCount, mostFrames) - 1) / 4 * 4 + 1, clip.Height, clip.Width);
}

/// <summary>From the bytes of clips to what an autoencoder sees.</summary>
internal static class ClipTensors
{
    private const float HalfRange = 127.5f;

    /// <summary>One crop: float32 (1, 3, frames, height, width) in [-1, 1].</summary>
    public static Tensor Frames(TalkingClip clip, Crop crop)
    {
        var values = new float[3 * crop.Frames * crop.Height * crop.Width];
        var index = 0;
        for (var frame = 0; frame < crop.Frames; frame++)
        for (var row = 0; row < crop.Height; row++)
        {
            var first = 3 * (((crop.Start + frame) * clip.Height + crop.Top + row) * clip.Width + crop.Left);
            foreach (var value in clip.Frames.AsSpan(first, 3 * crop.Width))
                values[index++] = value / HalfRange - 1;
        }
        using var pixels = tensor(values, [1, crop.Frames, crop.Height, crop.Width, 3]);
        return pixels.permute(0, 4, 1, 2, 3);
    }

    /// <summary>What each pixel counts: float32 (1, 1, 1, height, width).</summary>
    public static Tensor Weights(MouthRegion? mouth, double mouthWeight, Crop crop)
    {
        var values = new float[crop.Height * crop.Width];
        for (var index = 0; index < values.Length; index++)
        {
            var inside = mouth?.Contains(crop.Top + index / crop.Width, crop.Left + index % crop.Width) ?? false;
            values[index] = inside ? (float)mouthWeight : 1;
        }
        return tensor(values, [1, 1, 1, crop.Height, crop.Width]);
    }
}
