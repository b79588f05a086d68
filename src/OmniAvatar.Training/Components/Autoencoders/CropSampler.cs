using OmniAvatar.Datasets.Clips;
using OmniAvatar.Randomness;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Components.Autoencoders;

/// <summary>Draws what a step sees: crops at random places, half of them around the mouth where it is known.</summary>
internal sealed class CropSampler(ClipPool<SeenClip> pool, AutoencoderTrainingOptions options)
{
    private const double AroundMouth = 0.5;

    /// <summary>The crops of a step counted from 0.</summary>
    /// <returns>Frames (B, 3, T, h, w) in [-1, 1], and what each pixel counts (B, 1, 1, h, w).</returns>
    /// <exception cref="BadInputException">A clip is shorter or smaller than the stage asks for.</exception>
    public (Tensor Frames, Tensor Weights) Draw(long step, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var stage = options.StageAt(step);
        var random = new StepRandom(options.Run.Seed).Stream("crops", step);
        var (frames, weights) = (new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < stage.Batch; i++)
        {
            var (clip, mouth) = pool.Draw(step, random, cancellation);
            var crop = Place(clip, mouth, stage, random);
            frames.Add(ClipTensors.Frames(clip, crop));
            weights.Add(ClipTensors.Weights(mouth, options.MouthWeight, crop));
        }
        return (cat(frames).MoveToOuterDisposeScope(), cat(weights).MoveToOuterDisposeScope());
    }

    private static Crop Place(TalkingClip clip, MouthRegion? mouth, CropStage stage, Random random)
    {
        if (clip.FrameCount < stage.Frames || clip.Width < stage.Pixels || clip.Height < stage.Pixels)
            throw new BadInputException(
                $"A clip of {clip.FrameCount} frames of {clip.Width}x{clip.Height} pixels is too small for "
                    + $"crops of {stage.Frames} frames of {stage.Pixels}."
            );
        var near = random.NextDouble() < AroundMouth ? mouth : null;
        var start = random.Next(clip.FrameCount - stage.Frames + 1);
        var top = Offset(clip.Height, near?.Top + near?.Height / 2, stage.Pixels, random);
        var left = Offset(clip.Width, near?.Left + near?.Width / 2, stage.Pixels, random);
        return new Crop(start, top, left, stage.Frames, stage.Pixels, stage.Pixels);
    }

    private static int Offset(int size, int? centre, int length, Random random) =>
        centre is { } wanted
            ? Math.Clamp(wanted - random.Next(length), 0, size - length)
            : random.Next(size - length + 1);
}
