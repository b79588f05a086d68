namespace OmniAvatar.Media.Sounds;

/// <summary>What a sound file says of its sound: of the stream marked as default, or of the first where none
/// is.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">1 or more.</param>
/// <param name="Codec">ffmpeg's name of the codec.</param>
/// <param name="Seconds">Its length, null where the file does not tell; not to be believed before it is
/// decoded.</param>
public sealed record SoundInfo(int SampleRate, int Channels, string Codec, double? Seconds)
{
    /// <summary>The stream's number in the file.</summary>
    internal int Stream { get; init; }

    /// <summary>Seconds by which the sound begins after the pictures of the same file; 0 where it does not, or where
    /// there are none.</summary>
    internal double Late { get; init; }
}

/// <summary>Looks into any file with sound that ffmpeg reads, the sound track of a video included.</summary>
public static class SoundProbe
{
    /// <summary>Reads the headers of a file.</summary>
    /// <param name="path">A local file, whatever its name looks like.</param>
    /// <param name="cancellation">Kills the probe.</param>
    /// <exception cref="BadInputException">Missing, empty, no kind of sound file, or without a sound
    /// stream.</exception>
    public static async Task<SoundInfo> ReadAsync(string path, CancellationToken cancellation)
    {
        var headers = await FileHeaders.ReadAsync("sound", path, cancellation);
        var sound = headers.Sound ?? throw new BadInputException($"The sound {path} has no sound stream.");
        return new SoundInfo(sound.SampleRate, sound.Channels, sound.Codec, sound.Seconds ?? headers.Seconds)
        {
            Stream = sound.Index,
            Late = Math.Max(0, sound.Start - headers.Video?.Start ?? 0),
        };
    }
}
