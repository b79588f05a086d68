using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using OmniAvatar.Finishing;
using OmniAvatar.Listening;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Sounds;

/// <summary>Speech as the model hears it.</summary>
/// <param name="Samples">Samples at 16 kHz, the lead of 0.3 s of silence included.</param>
/// <param name="IsSilent">Nothing in it is louder than -60 dB of full scale.</param>
/// <param name="Levels">How loud it is over time.</param>
public sealed record Speech(long Samples, bool IsSilent, LevelMeter Levels);

/// <summary>
/// Turns a sound track into raw little-endian float32 at 16 kHz, one channel, in constant memory. As the released
/// inference code does it: 0.3 s of silence in front at the track's own rate, 16-bit samples, the mean of all channels,
/// soxr at high quality.
/// </summary>
public static class SpeechDecoder
{
    /// <summary>Samples a second of the model's hearing.</summary>
    public const int SampleRate = 16_000;

    /// <summary>Seconds of silence that the model hears before the speech.</summary>
    public const double LeadSeconds = SoundDelay.LeadSeconds;

    /// <summary>The same in samples of what the model hears.</summary>
    public const long LeadSamples = (long)(LeadSeconds * SampleRate);

    /// <summary>The longest sound in seconds: a day.</summary>
    public const int MaximumSeconds = 24 * 3600;

    private const long MinimumSamples = LeadSamples + SampleRate / 1000;
    private const long MaximumSamples = (long)MaximumSeconds * SampleRate;
    private const float SilencePeak = 1e-3f;
    private const int BufferBytes = 1 << 16;

    /// <summary>Decodes a track.</summary>
    /// <param name="track">What <c>SoundTrack.ExtractAsync</c> made.</param>
    /// <param name="speechPath">Where to write; exists only if all went well.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves nothing.</param>
    /// <param name="budget">What it may take on the disk; null for no bound.</param>
    /// <exception cref="BadInputException">The track has a length of zero or is too long.</exception>
    /// <exception cref="RenderFailedException">The disk is full, the folder not writable, or ffmpeg lacks
    /// soxr.</exception>
    public static async Task<Speech> DecodeAsync(
        SoundTrack track,
        string speechPath,
        CancellationToken cancellation,
        DecodeBudget? budget = null
    )
    {
        using var partial = new PartialFile(speechPath);
        using var ffmpeg = FfmpegProcess.Encode(Arguments(track));
        var speech = await CopyAsync(
            ffmpeg.Output,
            partial,
            track.Origin,
            budget ?? DecodeBudget.Unlimited,
            cancellation
        );
        var exit = await ffmpeg.WaitAsync(cancellation);
        if (exit.Errors.Contains("resampling engine is unavailable", StringComparison.Ordinal))
            throw new RenderFailedException(
                "The installed ffmpeg lacks the soxr resampler; install Debian's with: sudo apt-get install ffmpeg"
            );
        if (exit.Code != 0)
            throw new BadInputException($"The sound {track.Origin} cannot be decoded: {exit.LastLine}.");
        if (speech.Samples < MinimumSamples)
            throw new BadInputException($"The sound {track.Origin} has a length of zero.");
        partial.Complete();
        return speech;
    }

    internal static BadInputException TooLong(string origin) => new($"The sound {origin} is longer than 24 hours.");

    private static string Arguments(SoundTrack track) =>
        SoundTrack
            .AfterSilence(track.Path, LeadSeconds)
            .ToStandardOutput(output =>
                output
                    .WithComplexFilter(graph =>
                        graph
                            .SilenceThenTrack()
                            .WithCustomFilter("aformat", "sample_fmts=flt")
                            .Audio(filters => filters.Pan("mono", Mean(track.Channels)))
                            .WithCustomFilter(
                                "aresample",
                                string.Create(CultureInfo.InvariantCulture, $"{SampleRate}:resampler=soxr")
                            )
                            .As("speech")
                    )
                    .WithMap("speech")
                    .ForceFormat("f32le")
            );

    // In pan, '<' scales the weights to a sum of one.
    private static string Mean(int channels) =>
        "c0<"
        + string.Join(
            '+',
            Enumerable.Range(0, channels).Select(c => string.Create(CultureInfo.InvariantCulture, $"c{c}"))
        );

    private static async Task<Speech> CopyAsync(
        Stream samples,
        PartialFile partial,
        string origin,
        DecodeBudget budget,
        CancellationToken cancellation
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = File.Create(partial.Path);
            var (bytes, peak, levels) = (0L, 0f, new LevelMeter());
            while (
                await samples.ReadAtLeastAsync(
                    buffer.AsMemory(0, BufferBytes),
                    BufferBytes,
                    throwOnEndOfStream: false,
                    cancellation
                )
                    is > 0
                        and var count
            )
            {
                peak = MathF.Max(peak, Listen(MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, count)), levels));
                bytes += count;
                if (bytes > MaximumSamples * sizeof(float))
                    throw TooLong(origin);
                budget.Take(origin, count);
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
            return new Speech(bytes / sizeof(float), peak < SilencePeak, levels);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(partial.Folder, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static float Listen(ReadOnlySpan<float> samples, LevelMeter levels)
    {
        levels.Add(samples);
        var peak = 0f;
        foreach (var sample in samples)
            peak = MathF.Max(peak, MathF.Abs(sample));
        return peak;
    }
}
