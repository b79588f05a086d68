using OmniAvatar.Finishing;
using OmniAvatar.Media.Captions;
using OmniAvatar.Media.Videos;

namespace OmniAvatar.Media.Tests.Captions;

public sealed class DrawnTextTests : IDisposable
{
    private const int Width = 320;
    private const int Height = 160;

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(30)]
    [InlineData(50)]
    public void Begin_Captions_AreDrawnAtThePicturesFootInTheirFramesOnly(int framesPerSecond)
    {
        var letters = Letters(framesPerSecond, [new BurntCaption(3, 7, "Hello"), new BurntCaption(9, 10, "there")], 12);

        letters.Select(count => count > 0).ShouldBe(Enumerable.Range(0, 12).Select(i => i is >= 3 and < 7 or 9));
    }

    [Fact]
    public void Begin_Mark_IsDrawnInTheUpperRightCornerOfEveryFrame()
    {
        Encode("a.mp4", 25, new DrawnText([new BurntCaption(1, 2, "Hello")], "AI-generated"), 3);

        foreach (var frame in Grey("a.mp4", 3))
        {
            BrightIn(frame, (Width / 2)..Width, 0..(Height / 4)).ShouldBeGreaterThan(20);
            BrightIn(frame, 0..(Width / 2), 0..(Height / 4)).ShouldBe(0);
        }
        _scratch.Names().ShouldBe(["a.mp4", "a.raw"]);
    }

    [Fact]
    public void Within_NothingToDraw_IsNull()
    {
        var captions = new[] { new BurntCaption(3, 7, "Hello") };

        DrawnText.Within(captions, null, 0, 3).ShouldBeNull();
        DrawnText.Within(null, null, 0, 3).ShouldBeNull();
        DrawnText.Within(captions, null, 2, 3).ShouldNotBeNull().Captions.ShouldBe([new BurntCaption(1, 5, "Hello")]);
        DrawnText.Within(null, "AI", 0, 3).ShouldNotBeNull().Mark.ShouldBe("AI");
    }

    [Fact]
    public void Begin_TextThatLooksLikeACommand_IsDrawnAsItStands()
    {
        var plain = Letters(25, [new BurntCaption(0, 1, "abc")], 1)[0];
        var commands = Letters(25, [new BurntCaption(0, 1, "abc{\\fs1}")], 1)[0];

        // Nine letters, none of them made tiny.
        commands.ShouldBeGreaterThan(2 * plain);
    }

    [Fact]
    public void Write_FontOfOurs_IsThere() =>
        File.Exists(Path.Combine(TextDrawing.FontsFolder, "DejaVuSans.ttf")).ShouldBeTrue();

    [Fact]
    public void Of_Captions_BeginWithTheFrameOfTheirSoundAndAreCutByFragment()
    {
        var captions = BurntCaption.Of(
            [new Caption(0, 1000, "one") { Speaker = "Anna" }, new Caption(3_600_000, 3_600_001, "two")],
            25
        );

        // 0.34 s are 8.5 frames: the silence, and the picture itself.
        captions.ShouldBe([new BurntCaption(8, 34, "Anna: one"), new BurntCaption(90_008, 90_009, "two")]);
        BurntCaption.Within(captions, 30, 10).ShouldBe([new BurntCaption(-22, 4, "Anna: one")]);
        BurntCaption.Within(captions, 34, 10).ShouldBeEmpty();
    }

    private void Encode(string name, int framesPerSecond, DrawnText? drawn, int frames)
    {
        using var writer = new FragmentEncoder().Begin(_scratch.Combine(name), Width, Height, framesPerSecond, drawn);
        writer.Write(new byte[frames * Width * Height * 3]);
        writer.Finish();
    }

    /// <summary>Bright pixels in the lower half of each black frame; none may be in the upper one.</summary>
    private int[] Letters(int framesPerSecond, IReadOnlyList<BurntCaption> captions, int frames)
    {
        Encode("a.mp4", framesPerSecond, new DrawnText(captions, null), frames);
        return
        [
            .. Grey("a.mp4", frames)
                .Select(frame =>
                {
                    BrightIn(frame, 0..Width, 0..(Height / 2)).ShouldBe(0);
                    return BrightIn(frame, 0..Width, (Height / 2)..Height);
                }),
        ];
    }

    private byte[][] Grey(string name, int frames) =>
        [
            .. File.ReadAllBytes(_scratch.Ffmpeg($"-i file:{name} -pix_fmt gray -f rawvideo", "a.raw"))
                .Chunk(Width * Height)
                .Take(frames),
        ];

    private static int BrightIn(byte[] frame, Range columns, Range rows) =>
        frame.Chunk(Width).Take(rows).Sum(row => row.Take(columns).Count(pixel => pixel > 128));
}
