using OmniAvatar.Finishing;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Http.Streaming;

namespace OmniAvatar.Silos.Http.Tests.Streaming;

public sealed class PlaylistTests
{
    private static readonly RenderRequest Request = new()
    {
        Speakers = [new SpeakerRequest("", 64, 64, "A woman speaks", "")],
        SpeechSamples = 16_000,
        NegativePrompt = "",
        ModelManifest = "",
        Seed = 42,
        Steps = 4,
        TextGuidanceScale = 1,
        AudioGuidanceScale = 1,
        OverlapFrames = 1,
        MaxTokens = 13,
        Height = 32,
        Width = 48,
        FramesPerSecond = 25,
        Handoff = HandoffMode.Reencode,
        Shots = ShotMode.Single,
        NumericClass = "",
    };

    private static readonly StreamableVideo Video = new(
        new JobId("tenant", "job"),
        SegmentPlanner.Plan(Request),
        Request,
        []
    );

    [Fact]
    public void Of_WhileTheVideoGrows_IsAnEventThatOnlyGrows()
    {
        var before = Playlists.Of(Video, 1);
        var after = Playlists.Of(Video, 2);

        after.ShouldStartWith(before);
        before.ShouldContain("#EXT-X-PLAYLIST-TYPE:EVENT\n");
        before.ShouldNotContain("#EXT-X-ENDLIST");
        Parts(after).ShouldBe(["0.m4s", "1.m4s"]);
    }

    [Fact]
    public void Of_TheWholeVideo_EndsAndLastsAsLongAsTheVideo()
    {
        var text = Playlists.Of(Video, Video.Segments.Count);

        text.ShouldContain("#EXT-X-PLAYLIST-TYPE:VOD\n");
        text.ShouldEndWith("#EXT-X-ENDLIST\n");
        Parts(text).Length.ShouldBe(Video.Segments.Count);
        Durations(text).Sum().ShouldBe(Video.SecondsOf(Video.Segments.Count), 1e-3);
        // RFC 8216, 4.3.3.1: no part may be longer than the target.
        Durations(text).ShouldAllBe(seconds => Math.Round(seconds) <= Target(text));
        Target(text).ShouldBe(Target(Playlists.Of(Video, 1)));
    }

    [Fact]
    public void MainOf_VideoWithCaptions_OffersThem()
    {
        var captioned = new StreamableVideo(
            Video.Job,
            SegmentPlanner.Plan(Request),
            Request,
            [new Caption(0, 500, "Hello")]
        );

        var text = Playlists.MainOf(captioned, "avc1.64000b");

        text.ShouldContain("URI=\"subtitles.m3u8\"");
        text.ShouldContain(
            "CODECS=\"avc1.64000b,mp4a.40.2\",RESOLUTION=48x32,FRAME-RATE=25.000,SUBTITLES=\"captions\"\nindex.m3u8\n"
        );
        Playlists.MainOf(Video, "avc1.64000b").ShouldNotContain("captions");
        Playlists.SubtitlesOf(captioned).ShouldContain("#EXTINF:1.04000,\nsubtitles.vtt\n#EXT-X-ENDLIST\n");
    }

    [Fact]
    public void StreamableVideo_Segments_FollowEachOther()
    {
        Video.FirstFrame(0).ShouldBe(0);
        Video.FirstFrame(1).ShouldBe(Video.Segments[0].ShownFrames);
        Video.FirstFrame(Video.Segments.Count).ShouldBe(26);
        Video.FadesFrom(0).ShouldBeNull();
        Video.FadesFrom(1).ShouldBeNull();
    }

    private static string[] Parts(string playlist) => [.. playlist.Split('\n').Where(line => line.EndsWith(".m4s"))];

    private static double[] Durations(string playlist) =>
        [
            .. playlist
                .Split('\n')
                .Where(line => line.StartsWith("#EXTINF:", StringComparison.Ordinal))
                .Select(line => double.Parse(line["#EXTINF:".Length..^1])),
        ];

    private static double Target(string playlist) =>
        double.Parse(
            playlist.Split('\n').Single(line => line.StartsWith("#EXT-X-TARGETDURATION:", StringComparison.Ordinal))[
                "#EXT-X-TARGETDURATION:".Length..
            ]
        );
}
