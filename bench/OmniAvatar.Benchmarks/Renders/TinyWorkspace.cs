using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Testing;
using SkiaSharp;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>A temporary folder with all that a render needs: a model of the tiny preset, a picture, and speech-like
/// sound of any length.</summary>
public sealed class TinyWorkspace : IDisposable
{
    private const int PictureSide = 96;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-bench-");

    /// <summary>Creates the model and the picture.</summary>
    public TinyWorkspace()
    {
        ModelCreator.Create(Model, ModelPreset.Tiny, seed: 1);
        using var bitmap = new SKBitmap(PictureSide, PictureSide);
        bitmap.Erase(SKColors.Gray);
        using var file = File.Create(Picture);
        bitmap.Encode(file, SKEncodedImageFormat.Png, quality: 100);
    }

    /// <summary>The model folder.</summary>
    public string Model => PathOf("model");

    /// <summary>The picture's file.</summary>
    public string Picture => PathOf("picture.png");

    /// <summary>A path inside the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Writes sound of a length as a 16-bit wave file and returns its path.</summary>
    public string WriteSound(int seconds)
    {
        var samples = SpeechLikeSamples.Of(seconds, seed: 1);
        var path = PathOf($"{seconds}.wav");
        File.WriteAllBytes(path, WaveFile.Of(samples, Waveform.SampleRate));
        return path;
    }

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);
}
