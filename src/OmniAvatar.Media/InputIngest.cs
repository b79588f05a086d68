using System.Security.Cryptography;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Requests;

namespace OmniAvatar.Media;

/// <summary>
/// The door through which pictures and sounds come in. What it hands on lies in a folder of ours and can be moved into a store: the
/// picture as given, the sound track, and the speech that the model hears.
/// </summary>
public static class InputIngest
{
    /// <summary>Copies and checks a picture and a sound.</summary>
    /// <param name="picturePath">A png, jpeg or webp file.</param>
    /// <param name="soundPath">Any file with sound that ffmpeg reads.</param>
    /// <param name="scratchFolder">An empty folder; the caller removes it, whatever happens.</param>
    /// <param name="cancellation">Stops between and within files.</param>
    /// <exception cref="BadInputException">A file that cannot be used, see <see cref="PictureReader"/> and <see cref="SpeechDecoder"/>.</exception>
    /// <exception cref="RenderFailedException">The scratch folder cannot be written or its disk is full; ffmpeg is missing.</exception>
    public static async Task<IngestedInput> RunAsync(
        string picturePath, string soundPath, string scratchFolder, CancellationToken cancellation)
    {
        var picture = Path.Combine(scratchFolder, "picture");
        var pictureSha256 = await HashAsync("picture", picturePath, picture, cancellation);
        // A header can promise what the rest does not keep, so the whole picture is decoded once here.
        var decoded = PictureReader.Read(picture, picturePath);

        var soundSha256 = await HashAsync("sound", soundPath, null, cancellation);
        var track = await SoundTrack.ExtractAsync(soundPath, Path.Combine(scratchFolder, "sound"), cancellation);
        var speechPath = Path.Combine(scratchFolder, "speech.f32");
        var speech = await SpeechDecoder.DecodeAsync(track, speechPath, cancellation);

        var facts = new InputFacts
        {
            Speakers = [new SpeakerFacts(pictureSha256, decoded.Width, decoded.Height, soundSha256)],
            SpeechSamples = speech.Samples,
        };
        return new IngestedInput([picture], [speechPath], track.Path, facts, speech.IsSilent);
    }

    private static async Task<string> HashAsync(string kind, string path, string? copyPath, CancellationToken cancellation)
    {
        InputFile.ThrowIfUnusable(kind, path);
        await using var source = OpenInput(kind, path);
        if (copyPath is null) return Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellation));
        try
        {
            await using var copy = File.Create(copyPath);
            await source.CopyToAsync(copy, cancellation);
            copy.Position = 0;
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(copy, cancellation));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(Path.GetDirectoryName(copyPath)!, e);
        }
    }

    private static FileStream OpenInput(string kind, string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The {kind} {path} cannot be read.", e);
        }
    }
}
