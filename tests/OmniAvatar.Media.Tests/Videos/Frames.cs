namespace OmniAvatar.Media.Tests.Videos;

/// <summary>Frames that differ from each other and are the same in every run.</summary>
internal static class Frames
{
    public const int Width = 96;
    public const int Height = 64;

    public static byte[] Make(int seed, int count)
    {
        var random = new Random(seed);
        var frames = new byte[count * Width * Height * 3];
        for (var block = 0; block < frames.Length; block += 48)
            frames.AsSpan(block, 48).Fill((byte)random.Next(256));
        return frames;
    }
}
