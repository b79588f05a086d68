using System.Globalization;
using System.Text;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>Playlists of HTTP Live Streaming (RFC 8216).</summary>
internal static class Playlists
{
    public const string Header = "init.mp4";
    public const string Media = "index.m3u8";
    public const string PartSuffix = ".m4s";
    public const string Main = "main.m3u8";
    public const string Subtitles = "subtitles.m3u8";
    public const string SubtitleFile = "subtitles.vtt";

    private const double MostBitsPerPixel = 0.5; // of any video that the encoder's quality gives
    private const int SoundBits = 192_000;

    private const string Begin = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n";

    /// <summary>The parts that can be watched now. It only ever grows, and ends when the video is whole.</summary>
    public static string Of(StreamableVideo video, int ready)
    {
        var isWhole = ready == video.Segments.Count;
        var longest = Enumerable.Range(0, video.Segments.Count).Max(video.Seconds);
        var text = new StringBuilder(Begin);
        Add(text, $"#EXT-X-TARGETDURATION:{Math.Max(1, Math.Ceiling(longest))}");
        Add(text, $"#EXT-X-PLAYLIST-TYPE:{(isWhole ? "VOD" : "EVENT")}");
        Add(text, $"#EXT-X-MEDIA-SEQUENCE:0");
        // Players would begin a video that still grows near its end.
        Add(text, $"#EXT-X-START:TIME-OFFSET=0,PRECISE=YES");
        Add(text, $"#EXT-X-MAP:URI=\"{Header}\"");
        for (var index = 0; index < ready; index++)
        {
            Add(text, $"#EXTINF:{video.Seconds(index):0.00000},");
            Add(text, $"{index}{PartSuffix}");
        }
        if (isWhole)
            Add(text, $"#EXT-X-ENDLIST");
        return text.ToString();
    }

    /// <summary>What a player chooses from: the one picture that there is, with its captions.</summary>
    /// <param name="video">The video.</param>
    /// <param name="codec">What decodes its pictures (RFC 6381).</param>
    public static string MainOf(StreamableVideo video, string codec)
    {
        var (width, height, rate) = (video.Request.Width, video.Request.Height, video.FramesPerSecond);
        var bandwidth = (long)(MostBitsPerPixel * width * height * rate) + SoundBits;
        var captions = video.Captions.Count > 0 ? ",SUBTITLES=\"captions\"" : "";
        var text = new StringBuilder(Begin);
        if (video.Captions.Count > 0)
            Add(
                text,
                $"#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"Captions\",DEFAULT=YES,AUTOSELECT=YES,URI=\"{Subtitles}\""
            );
        Add(
            text,
            $"#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},CODECS=\"{codec},mp4a.40.2\",RESOLUTION={width}x{height},FRAME-RATE={rate:0.000}{captions}"
        );
        Add(text, $"{Media}");
        return text.ToString();
    }

    /// <summary>The captions, which are known before anything is rendered.</summary>
    public static string SubtitlesOf(StreamableVideo video)
    {
        var seconds = video.SecondsOf(video.Segments.Count);
        var text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n");
        Add(text, $"#EXT-X-TARGETDURATION:{Math.Max(1, Math.Ceiling(seconds))}");
        Add(text, $"#EXT-X-PLAYLIST-TYPE:VOD");
        Add(text, $"#EXTINF:{seconds:0.00000},");
        Add(text, $"{SubtitleFile}");
        Add(text, $"#EXT-X-ENDLIST");
        return text.ToString();
    }

    private static void Add(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
