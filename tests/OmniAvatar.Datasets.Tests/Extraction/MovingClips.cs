using OmniAvatar.Datasets.Clips;

namespace OmniAvatar.Datasets.Tests.Extraction;

/// <summary>Clips of noise by number, of 64x48 pixels; every third cannot be read.</summary>
internal sealed class MovingClips(int count, int frames) : IClipSource
{
    public int Count => count;

    /// <summary>Clips read so far.</summary>
    public int Reads { get; private set; }

    public TalkingClip Read(int index, CancellationToken cancellation = default)
    {
        Reads++;
        if (index % 3 == 2)
            throw new BadInputException($"Clip {index} is damaged.");
        return Make(frames, index);
    }

    public static TalkingClip Make(int frames, int seed, float[]? samples = null)
    {
        var random = new Random(seed);
        var pixels = new byte[frames * 48 * 64 * 3];
        random.NextBytes(pixels);
        return new TalkingClip
        {
            Width = 64,
            Height = 48,
            Frames = pixels,
            Samples = samples ?? Noise(random, frames * 640),
            Caption = "A person speaks",
            Source = "noise",
        };
    }

    public static float[] Noise(Random random, int count)
    {
        var samples = new float[count];
        for (var i = 0; i < count; i++)
            samples[i] = 0.4f * (2 * random.NextSingle() - 1) * MathF.Sin(i / 3000f);
        return samples;
    }
}
