using OmniAvatar.Media.Provenance;
using static OmniAvatar.Media.Tests.Provenance.MadeBoxes;

namespace OmniAvatar.Media.Tests.Provenance;

public sealed class VideoInspectionTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("a.mp4")]
    [InlineData("a.mov")]
    public async Task ReadAsync_VideoOfOthers_HasItsBasics(string name)
    {
        _scratch.Write(
            "metadata",
            ";FFMETADATA1\ntitle=A\ttitle\nartist=Someone\n[CHAPTER]\nTIMEBASE=1/10\nSTART=0\nEND=5\ntitle=One\n"
                + "[CHAPTER]\nTIMEBASE=1/10\nSTART=5\nEND=10\ntitle=Two\n"
        );
        var path = _scratch.Ffmpeg(
            "-f lavfi -i testsrc2=s=96x64:r=30000/1001:d=1 -f lavfi -i sine -i file:metadata -map 0 -map 1 "
                + "-map_metadata 2 -shortest -c:v libx264 -c:a aac",
            name
        );

        var found = await ReadAsync(path);

        found.Statement.IsEmpty.ShouldBeTrue();
        var basics = found.Basics;
        (basics.Width, basics.Height, basics.VideoCodec, basics.SoundCodec).ShouldBe((96, 64, "h264", "aac"));
        basics.FrameRate!.Value.ShouldBe(29.97, 0.01);
        basics.Seconds!.Value.ShouldBe(1, 0.1);
        (basics.Title, basics.Artist).ShouldBe(("A\ttitle", "Someone"));
        basics.Chapters.ShouldBe([new Chapter(0, "One"), new Chapter(0.5, "Two")]);
    }

    [Fact]
    public async Task ReadAsync_TwoPackets_TheOneWithASourceTypeCounts()
    {
        var video = File.ReadAllBytes(Video());
        byte[] said =
        [
            .. video,
            .. Xmp(Packet("<xmp:CreatorTool>Editor</xmp:CreatorTool>")),
            .. Xmp(Packet("<ext:DigitalSourceType>trainedAlgorithmicMedia</ext:DigitalSourceType>")),
        ];

        var found = await ReadAsync(_scratch.Write("two.mp4", said));

        found.Statement.ShouldBe(new XmpStatement { DigitalSourceType = "trainedAlgorithmicMedia" });
        found.Basics.SoundCodec.ShouldBeNull();
    }

    [Fact]
    public async Task ReadAsync_NoVideoInside_IsBadInput()
    {
        var sound = _scratch.Ffmpeg("-f lavfi -i sine=d=1 -c:a aac -f mp4", "sound.mp4");
        var boxes = _scratch.Write("boxes.mp4", [.. FileType, .. Box("moov"), .. Box("mdat")]);

        (await FailureOf(sound)).ShouldEndWith("has no video stream.");
        (await FailureOf(boxes)).ShouldEndWith("has no video stream.");
    }

    [Fact]
    public async Task ReadAsync_TitleOfManyMegabytes_IsBadInput()
    {
        _scratch.Write("metadata", $";FFMETADATA1\ntitle={new string('x', 20_000_000)}\n");
        var path = _scratch.Ffmpeg(
            "-f lavfi -i testsrc2=s=96x64:d=0.2 -i file:metadata -map_metadata 1 -c:v libx264",
            "long.mp4"
        );

        (await FailureOf(path)).ShouldEndWith("has longer headers than any program writes.");
    }

    private string Video() => _scratch.Ffmpeg("-f lavfi -i testsrc2=s=96x64:d=0.2 -c:v libx264", "v.mp4");

    private async Task<string> FailureOf(string path) =>
        (await Should.ThrowAsync<BadInputException>(() => ReadAsync(path))).Message;

    private static Task<VideoInspection> ReadAsync(string path) =>
        VideoInspection.ReadAsync(path, TimeProvider.System, default);
}
