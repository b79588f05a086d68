using System.Globalization;
using FFMpegCore.Arguments;
using FFMpegCore.Enums;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Sounds;
using VideoSize = OmniAvatar.Planning.VideoSize;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>
/// The filters between a video with its sound and the piece that is cut out of it. Input 0 is the video, input 1 its
/// sound.
/// </summary>
internal static class ClipGraph
{
    /// <summary>The pictures of the piece.</summary>
    public const string Pictures = "clip";

    /// <summary>The sound of the piece, as long as the pictures.</summary>
    public const string Sound = "sound";

    /// <summary>The luma of the same pictures, a byte a pixel.</summary>
    public const string Luma = "luma";

    /// <summary>The first picture that was decoded, at its time from the beginning of the piece in
    /// microseconds.</summary>
    public const string Landing = "landing";

    private const string All = "all";
    private const string First = "first";
    private const string Luminous = "luminous";

    /// <summary>Adds the chains of filters.</summary>
    /// <param name="graph">An empty graph.</param>
    /// <param name="range">The piece.</param>
    /// <param name="fromStart">Whether the file is decoded from its start.</param>
    /// <param name="seen">The size at which the luma is looked at.</param>
    public static void AddTo(ComplexFilterGraph graph, ClipRange range, bool fromStart, VideoSize seen)
    {
        graph
            .From(0, StreamType.All, range.Video.PictureStream)
            .Video(pictures => pictures.CountedFrom(range.Video, range.Start, fromStart))
            .WithCustomFilter("split")
            .As(All, First);
        // A picture of any size, since only its time is looked at. ffmpeg ends when every chain has had its last
        // picture.
        graph
            .From(First)
            .WithCustomFilter("trim", "end_frame=1")
            .Video(picture => picture.Scale(16, 16))
            .WithCustomFilter("settb", "1/1000000")
            .As(Landing);
        AddPictures(graph, range);
        graph
            .From(Luminous)
            .WithCustomFilter("format", "gray")
            .WithCustomFilter("scale", Text($"{seen.Width}:{seen.Height}:flags=area"))
            .As(Luma);
        AddSound(graph, range);
    }

    private static void AddPictures(ComplexFilterGraph graph, ClipRange range)
    {
        var size = Text($"{range.Size.Width}:{range.Size.Height}");
        graph
            .From(All)
            .Video(pictures => pictures.OnGrid())
            // A limit on the output instead would end the sound with the last frame, some blocks before its own end.
            .WithCustomFilter("trim", Text($"end_frame={range.Frames}"))
            .WithCustomFilter("scale", "iw*sar:ih")
            .WithCustomFilter("scale", $"{size}:force_original_aspect_ratio=increase:{Bt709.Scale}")
            .WithCustomFilter("crop", size)
            .WithCustomFilter("setsar", "1")
            .WithCustomFilter("format", "yuv420p")
            .WithCustomFilter("split")
            .As(Pictures, Luminous);
    }

    /// <summary>As long as the pictures, silence at the end where the sound is shorter.</summary>
    private static void AddSound(ComplexFilterGraph graph, ClipRange range) =>
        graph
            .From(1, StreamType.Audio, 0)
            .Audio(sound => sound.InStepFrom(range.Start))
            .WithCustomFilter("aformat", "sample_rates=16000|22050|24000|32000|44100|48000:channel_layouts=mono|stereo")
            .WithCustomFilter("apad", Text($"whole_dur={range.Seconds:0.00}"))
            .WithCustomFilter("atrim", Text($"duration={range.Seconds:0.00}"))
            .As(Sound);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
