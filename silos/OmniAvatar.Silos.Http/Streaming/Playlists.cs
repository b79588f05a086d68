using System.Globalization;
using System.Text;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>Playlists of HTTP Live Streaming (RFC 8216).</summary>
internal static class Playlists
{
    public const string Header = "init.mp4";
    public const string Media = "index.m3u8";
    public const string PartSuffix = ".m4s";

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

    private static void Add(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
