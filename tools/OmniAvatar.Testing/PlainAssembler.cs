using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>Makes a video of files that are no video: the sound is the track itself, and pictures are
/// sentences.</summary>
public abstract class PlainAssembler : IVideoAssembler
{
    public async Task EncodeSoundAsync(SoundEncoding encoding, CancellationToken cancellation) =>
        await File.WriteAllBytesAsync(
            encoding.OutputPath,
            await File.ReadAllBytesAsync(encoding.TrackPath, cancellation),
            cancellation
        );

    public abstract Task AssembleAsync(AssemblyTask task, CancellationToken cancellation);

    public async Task DrawStillsAsync(VideoStills stills, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(stills.ThumbnailPath, "a thumbnail", cancellation);
        await File.WriteAllTextAsync(stills.SpritesheetPath, "a spritesheet", cancellation);
    }
}
