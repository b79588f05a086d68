using OmniAvatar.Datasets.Synthetic;
using OmniAvatar.Datasets.Synthetic.Drawing;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Motion;
using OmniAvatar.Evaluation.Figures;
using OmniAvatar.Randomness;
using SkiaSharp;

namespace OmniAvatar.Datasets.Tests.Synthetic;

public class DrawingTests
{
    private const int Side = 96;

    private static readonly SceneAppearance Scene = new()
    {
        Identity = new FaceIdentity(true, 1, HairStyle.Long, "red", "blue", 3),
        Expression = Expression.Smiling,
        Behaviour = Behaviour.Calm,
        Glasses = true,
        Beard = false,
        ShirtColor = "blue",
        Background = BackgroundKind.Wall,
        BackgroundColor = "green",
        Style = DrawingStyle.Flat,
        Detail = 1,
    };

    [Fact]
    public void Caption_OfAScene_SaysWhatIsSeenInTheOrderOfPrompts() =>
        SceneCaption
            .Of(Scene)
            .ShouldBe(
                "A smiling woman with long red hair and glasses in a blue shirt speaks to the camera, in "
                    + "front of a green wall"
            );

    [Fact]
    public void Caption_OfManyScenes_UsesKnownWords()
    {
        var random = new SeededRandom(3);
        for (var i = 0; i < 500; i++)
            SceneCaption
                .Of(SceneAppearance.Draw(random, DatasetSplit.Train))
                .Replace(",", "", StringComparison.Ordinal)
                .ToLowerInvariant()
                .Split(' ')
                .ShouldAllBe(word => SceneCaption.Words.Contains(word));
    }

    [Fact]
    public void Draw_AnotherWall_ChangesTheWallAlone()
    {
        var (green, purple) = (Draw(Scene), Draw(Scene with { BackgroundColor = "purple" }));

        At(green, 2, 20).ShouldBeNear(Palette.Things["green"]);
        At(purple, 2, 20).ShouldBeNear(Palette.Things["purple"]);
        At(green, 48, 28).ShouldBe(At(purple, 48, 28));
        At(green, 6, 94).ShouldBe(At(purple, 6, 94));
    }

    [Fact]
    public void Draw_AnotherShirt_ChangesTheShirtAlone()
    {
        var scene = Scene with { Identity = Scene.Identity with { Hair = HairStyle.Short } };
        var (blue, red) = (Draw(scene), Draw(scene with { ShirtColor = "red" }));

        At(blue, 8, 93).ShouldBeNear(Palette.Things["blue"]);
        At(red, 8, 93).ShouldBeNear(Palette.Things["red"]);
        Differences(blue, red).ShouldAllBe(p => p.Y > 70);
    }

    [Fact]
    public void Draw_AnotherHairColour_ChangesTheHair()
    {
        var black = Draw(Scene with { Identity = Scene.Identity with { HairColor = "black" } });

        At(Draw(Scene), 48, 7).ShouldBeNear(Palette.Hair["red"]);
        At(black, 48, 7).ShouldBeNear(Palette.Hair["black"]);
    }

    [Fact]
    public void Draw_AnotherExpression_ChangesMouthAndBrows()
    {
        var changed = Differences(Draw(Scene), Draw(Scene with { Expression = Expression.Sad }));

        changed.Count(p => p.Y is > 60 and < 78).ShouldBeGreaterThan(30);
        changed.Count(p => p.Y is > 24 and < 40).ShouldBeGreaterThan(10);
    }

    [Theory]
    [InlineData(DrawingStyle.Flat, 0)]
    [InlineData(DrawingStyle.Shaded, 3)]
    [InlineData(DrawingStyle.Outlined, 2)]
    public void Draw_OpeningInPixels_FollowsTheTruth(DrawingStyle style, int skin)
    {
        const int Large = 2 * Side;
        using var renderer = new FrameRenderer(
            Scene with
            {
                Style = style,
                Identity = Scene.Identity with { Skin = skin, Woman = false },
            },
            Large,
            Large
        );
        var (measured, truth) = (new List<float>(), new List<float>());
        for (var i = 0; i <= 30; i++)
        {
            var frame = new byte[Large * Large * 3];
            var pose = new HeadPose(MathF.Sin(i), MathF.Cos(i), 2 * MathF.Sin(2 * i), 0, 0, 0, 0);
            var mouth = renderer.Draw(pose, i / 30f, MathF.Sin(0.7f * i), frame);
            measured.Add(BetweenTheLips(frame, Large, mouth));
            truth.Add(mouth.OpeningPixels);
        }

        Correlation.Pearson([.. measured], [.. truth]).ShouldBeGreaterThan(0.95);
        measured[^1].ShouldBe(truth[^1], 3f);
    }

    // From the first to the last row, at the mouth's middle, that shows what is only inside a mouth.
    private static int BetweenTheLips(byte[] frame, int side, MouthTruth mouth)
    {
        var rows = Enumerable
            .Range((int)mouth.Y - 16, 38)
            .Where(y => IsInside(At(frame, (int)mouth.X, y, side)))
            .ToArray();
        return rows.Length == 0 ? 0 : rows[^1] - rows[0] + 1;
    }

    private static bool IsInside(SKColor color) =>
        Distance(color, Palette.MouthInside) < 90
        || Distance(color, Palette.Teeth) < 45
        || Distance(color, Palette.Tongue) < 40;

    private static byte[] Draw(SceneAppearance scene)
    {
        var frame = new byte[Side * Side * 3];
        using var renderer = new FrameRenderer(scene, Side, Side);
        renderer.Draw(default, 0.3f, 0, frame);
        return frame;
    }

    private static SKColor At(byte[] frame, int x, int y, int side = Side)
    {
        var i = 3 * ((y * side) + x);
        return new SKColor(frame[i], frame[i + 1], frame[i + 2]);
    }

    private static List<(int X, int Y)> Differences(byte[] a, byte[] b) =>
        [
            .. Enumerable
                .Range(0, Side * Side)
                .Select(i => (X: i % Side, Y: i / Side))
                .Where(p => At(a, p.X, p.Y) != At(b, p.X, p.Y)),
        ];

    internal static int Distance(SKColor a, SKColor b) =>
        Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
}

internal static class ColorAssertions
{
    public static void ShouldBeNear(this SKColor color, SKColor other) =>
        DrawingTests.Distance(color, other).ShouldBeLessThan(60, $"{color} instead of {other}");
}
