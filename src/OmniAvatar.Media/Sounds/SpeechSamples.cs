using System.Globalization;
using System.Runtime.InteropServices;
using FFMpegCore;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Sounds;

/// <summary>Decodes the sound of any sound or video file as 16-bit samples at 16 kHz, one channel, in step with its pictures.</summary>
public static class SpeechSamples
{
    /// <summary>Samples a second.</summary>
    public const int SampleRate = 16_000;

    private const int BufferBytes = 1 << 16;
    private const long MaximumBytes = 6L * 3600 * SampleRate * sizeof(short);

    /// <summary>Decodes all of a file's first sound stream; silence fills what its time stamps leave out, at the start too.</summary>
    /// <param name="path">A local file.</param>
    /// <param name="cancellation">Kills ffmpeg.</param>
    /// <exception cref="BadInputException">The file is missing, has no sound, is damaged, or longer than 6 hours.</exception>
    /// <exception cref="RenderFailedException">There is no ffmpeg.</exception>
    public static async Task<short[]> ReadAsync(string path, CancellationToken cancellation)
    {
        await SoundProbe.ReadAsync(path, cancellation);
        using var ffmpeg = FfmpegProcess.Encode(Arguments(path));
        using var samples = new MemoryStream();
        var buffer = new byte[BufferBytes];
        while (await ffmpeg.Output.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            samples.Write(buffer, 0, count);
            if (samples.Length > MaximumBytes) throw new BadInputException($"The sound {path} is longer than 6 hours.");
        }
        var exit = await ffmpeg.WaitAsync(cancellation);
        return exit.Succeeded
            ? MemoryMarshal.Cast<byte, short>(samples.GetBuffer().AsSpan(0, (int)samples.Length)).ToArray()
            : throw new BadInputException($"The sound {path} cannot be decoded: {exit.LastLine}.");
    }

    private static string Arguments(string path) => FFMpegArguments
        .FromFileInput(Argument.LocalFile(path), verifyExists: false, sound => sound.WithCustomArgument(SoundSource.Options))
        .OutputToFile("pipe:1", addArguments: samples => samples
            .WithCustomArgument(string.Create(CultureInfo.InvariantCulture, $"-map 0:a:0 -af aresample=async=1:first_pts=0 -ac 1 -ar {SampleRate}"))
            .ForceFormat("s16le"))
        .Arguments;
}
