using OmniAvatar.Finishing;
using OmniAvatar.Media.Captions;
using OmniAvatar.Media.Videos;

namespace OmniAvatar.Media.Tests.Captions;

public sealed class BurntCaptionTests : IDisposable
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
    public void Begin_NoCaptions_GivesTheSameFileAsBefore()
    {
        Encode("with.mp4", 25, [], 5);
        Encode("without.mp4", 25, null, 5);

        File.ReadAllBytes(_scratch.Combine("with.mp4")).ShouldBe(File.ReadAllBytes(_scratch.Combine("without.mp4")));
        _scratch.Names().ShouldBe(["with.mp4", "without.mp4"]);
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
        File.Exists(Path.Combine(CaptionDrawing.FontsFolder, "DejaVuSans.ttf")).ShouldBeTrue();

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

    private void Encode(string name, int framesPerSecond, IReadOnlyList<BurntCaption>? captions, int frames)
    {
        using var writer = new FragmentEncoder().Begin(
            _scratch.Combine(name),
            Width,
            Height,
            framesPerSecond,
            captions
        );
        writer.Write(new byte[frames * Width * Height * 3]);
        writer.Finish();
    }

    /// <summary>Bright pixels in the lower half of each black frame; none may be in the upper one.</summary>
    private int[] Letters(int framesPerSecond, IReadOnlyList<BurntCaption> captions, int frames)
    {
        Encode("a.mp4", framesPerSecond, captions, frames);
        var grey = File.ReadAllBytes(_scratch.Ffmpeg("-i file:a.mp4 -pix_fmt gray -f rawvideo", "a.raw"));
        return
        [
            .. Enumerable
                .Range(0, frames)
                .Select(frame =>
                {
                    var (top, foot) = (frame * Width * Height, (frame * 2 + 1) * Width * Height / 2);
                    grey[top..foot].Count(pixel => pixel > 128).ShouldBe(0);
                    return grey[foot..(top + Width * Height)].Count(pixel => pixel > 128);
                }),
        ];
    }
}
