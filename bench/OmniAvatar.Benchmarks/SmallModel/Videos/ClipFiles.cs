using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Media.Sounds;
using SkiaSharp;

namespace OmniAvatar.Benchmarks.SmallModel.Videos;

/// <summary>A clip's reference picture and speech as files, as a user would give them.</summary>
internal static class ClipFiles
{
    /// <summary>Writes the picture and returns its path.</summary>
    public static string WritePicture(SpokenClip clip, string folder)
    {
        var path = Path.Combine(folder, $"{clip.Name}.png");
        using var bitmap = new SKBitmap(clip.Side, clip.Side);
        var rgb = clip.Picture.Span;
        for (var i = 0; i < clip.Side * clip.Side; i++)
            bitmap.SetPixel(i % clip.Side, i / clip.Side, new SKColor(rgb[3 * i], rgb[(3 * i) + 1], rgb[(3 * i) + 2]));
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, quality: 100);
        return path;
    }

    /// <summary>Writes the speech and returns its path.</summary>
    public static string WriteSound(SpokenClip clip, string folder)
    {
        var path = Path.Combine(folder, $"{clip.Name}.wav");
        File.WriteAllBytes(path, WaveFile.Of(clip.Speech, Waveform.SampleRate));
        return path;
    }
}
