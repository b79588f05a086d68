using System.Globalization;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>What RFC 8216 asks of a finished media playlist of fragmented mp4.</summary>
internal sealed class PlaylistRules
{
    private const string Duration = "#EXTINF:";
    private const string Target = "#EXT-X-TARGETDURATION:";
    private const int LeastVersion = 6; // EXT-X-MAP without EXT-X-I-FRAMES-ONLY, section 7

    private readonly string[] _lines;

    private PlaylistRules(string text) => _lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The parts in order, each with its length in seconds.</summary>
    public IReadOnlyList<(string Uri, double Seconds)> Parts { get; private set; } = [];

    /// <summary>Reads a playlist; fails at the first rule that it breaks.</summary>
    public static PlaylistRules Check(string text)
    {
        var playlist = new PlaylistRules(text);
        playlist.CheckHead();
        playlist.CheckParts();
        return playlist;
    }

    /// <summary>Sections 4.3.1, 4.3.3 and 4.3.2.5: the tags that are for the whole playlist stand once, before all
    /// parts.</summary>
    private void CheckHead()
    {
        _lines[0].ShouldBe("#EXTM3U");
        int.Parse(Value("#EXT-X-VERSION:"), CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(LeastVersion);
        Value("#EXT-X-PLAYLIST-TYPE:").ShouldBeOneOf("EVENT", "VOD");
        Value("#EXT-X-MEDIA-SEQUENCE:").ShouldBe("0");
        Value("#EXT-X-MAP:").ShouldStartWith("URI=\"");
        _lines[^1].ShouldBe("#EXT-X-ENDLIST");
        var first = Array.FindIndex(_lines, line => line.StartsWith(Duration, StringComparison.Ordinal));
        Array.FindLastIndex(_lines, IsHead).ShouldBeLessThan(first);
    }

    /// <summary>Sections 4.1 and 4.3.3.1: each length is followed by one address, and is not above the target when it
    /// is rounded.</summary>
    private void CheckParts()
    {
        var target = int.Parse(Value(Target), CultureInfo.InvariantCulture);
        var parts = new List<(string, double)>();
        for (var line = 0; line < _lines.Length; line++)
        {
            if (!_lines[line].StartsWith(Duration, StringComparison.Ordinal))
            {
                _lines[line].ShouldStartWith("#");
                continue;
            }
            var seconds = double.Parse(_lines[line][Duration.Length..].TrimEnd(','), CultureInfo.InvariantCulture);
            Math.Round(seconds, MidpointRounding.AwayFromZero).ShouldBeLessThanOrEqualTo(target);
            parts.Add((_lines[++line], seconds));
            parts[^1].Item1.ShouldNotStartWith("#");
        }
        parts.ShouldNotBeEmpty();
        Parts = parts;
    }

    private string Value(string tag) =>
        _lines.Where(line => line.StartsWith(tag, StringComparison.Ordinal)).ShouldHaveSingleItem(tag)[tag.Length..];

    private static bool IsHead(string line) =>
        line.StartsWith("#EXT-X-", StringComparison.Ordinal) && line != "#EXT-X-ENDLIST";
}
