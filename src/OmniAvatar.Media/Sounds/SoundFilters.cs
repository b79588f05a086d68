using System.Globalization;
using FFMpegCore.Arguments;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;

namespace OmniAvatar.Media.Sounds;

/// <summary>Filters of sound that several commands share.</summary>
internal static class SoundFilters
{
    private const string Resample = "aresample";
    private const string FillingGaps = "async=1";

    /// <summary>Joins the two inputs of <see cref="SoundTrack.AfterSilence"/>; silence takes the track's rate and
    /// channels.</summary>
    public static ComplexFilterChain SilenceThenTrack(this ComplexFilterGraph graph) =>
        graph
            .From(1, StreamType.Audio)
            .From(0, StreamType.Audio, 0)
            .Concat(videoStreams: 0, audioStreams: 1)
            .WithCustomFilter("aformat", "sample_fmts=s16");

    /// <summary>Keeps sound where its time stamps say: silence fills gaps.</summary>
    public static AudioFilterOptions InStep(this AudioFilterOptions filters) =>
        filters.WithCustomFilter(Resample, FillingGaps);

    /// <summary>Keeps sound where its time stamps say, counted from one of them: what comes before is cut, silence
    /// fills gaps.</summary>
    /// <param name="filters">The filters before.</param>
    /// <param name="seconds">The time stamp that becomes zero.</param>
    public static AudioFilterOptions InStepFrom(this AudioFilterOptions filters, double seconds) =>
        filters
            .WithCustomFilter("asetpts", TimeStamps.CountedFrom(seconds))
            .WithCustomFilter(Resample, FillingGaps + ":first_pts=0");

    /// <summary>Puts silence before the sound; zero samples change nothing.</summary>
    public static AudioFilterOptions DelayedBy(this AudioFilterOptions filters, long samples) =>
        samples == 0
            ? filters
            : filters
                .WithCustomFilter("asetpts", "PTS-STARTPTS")
                .WithCustomFilter("adelay", string.Create(CultureInfo.InvariantCulture, $"{samples}S:all=1"));

    /// <summary>Ends the sound at a time, if it has not ended before.</summary>
    public static AudioFilterOptions CutAt(this AudioFilterOptions filters, double seconds) =>
        filters.WithCustomFilter("atrim", string.Create(CultureInfo.InvariantCulture, $"end={seconds:0.000}"));
}
