using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Randomness;
using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Drawing;

/// <summary>Draws what is behind, over the whole picture.</summary>
internal static class BackgroundPainter
{
    private static readonly string[] BookColors =
    [
        "red",
        "orange",
        "green",
        "blue",
        "purple",
        "brown",
        "white",
        "turquoise",
    ];
    private static readonly string[] FlowerColors = ["red", "yellow", "pink", "purple", "white"];

    /// <summary>Draws it.</summary>
    /// <param name="brush">Draws in units.</param>
    /// <param name="area">The whole picture in units.</param>
    /// <param name="scene">Which background.</param>
    public static void Draw(Brush brush, SKRect area, SceneAppearance scene)
    {
        var random = SeededRandom.Of(scene.Detail);
        var color = Palette.Things[scene.BackgroundColor];
        switch (scene.Background)
        {
            case BackgroundKind.Studio:
                DrawStudio(brush, area, color);
                break;
            case BackgroundKind.Curtain:
                DrawCurtain(brush, area, color);
                break;
            case BackgroundKind.Window:
                DrawWindow(brush, area);
                break;
            case BackgroundKind.Bookshelf:
                DrawBookshelf(brush, area, random);
                break;
            case BackgroundKind.Garden:
                DrawGarden(brush, area, random);
                break;
            case BackgroundKind.City:
                DrawCity(brush, area, random);
                break;
            default:
                DrawWall(brush, area, color);
                break;
        }
    }

    private static void DrawWall(Brush brush, SKRect area, SKColor color)
    {
        using var light = Down(area, color.Toned(0.08f), color.Toned(-0.08f));
        brush.Box(area, color, light);
    }

    private static void DrawStudio(Brush brush, SKRect area, SKColor color)
    {
        using var light = SKShader.CreateRadialGradient(
            new SKPoint(area.MidX, area.MidY - 8),
            0.75f * area.Width,
            [color.Toned(0.4f), color, color.Toned(-0.65f)],
            [0, 0.5f, 1],
            SKShaderTileMode.Clamp
        );
        brush.Box(area, color, light);
    }

    private static void DrawCurtain(Brush brush, SKRect area, SKColor color)
    {
        using var folds = SKShader.CreateLinearGradient(
            new SKPoint(0, 0),
            new SKPoint(8, 0),
            [color.Toned(0.14f), color.Toned(-0.28f)],
            null,
            SKShaderTileMode.Mirror
        );
        brush.Box(area, color, folds);
    }

    private static void DrawWindow(Brush brush, SKRect area)
    {
        brush.Box(area, Palette.Rgb(0xD9C9AE));
        var pane = new SKRect(area.Left + 5, area.Top + 5, area.Right - 5, 74);
        using var sky = Down(pane, Palette.Rgb(0x6FB4EA), Palette.Rgb(0xDFF1FB));
        brush.Box(pane, SKColors.White, sky);
        var frame = Palette.Rgb(0xFFFDF6);
        brush.Box(new SKRect(pane.Left, 36, pane.Right, 39), frame);
        foreach (var x in (float[])[pane.Left, pane.Left + 12, pane.Right - 15, pane.Right - 3])
            brush.Box(new SKRect(x, pane.Top, x + 3, pane.Bottom), frame);
        brush.Box(new SKRect(pane.Left, pane.Top, pane.Right, pane.Top + 3), frame);
        brush.Box(new SKRect(area.Left, pane.Bottom, area.Right, pane.Bottom + 4), frame);
    }

    private static void DrawBookshelf(Brush brush, SKRect area, SeededRandom random)
    {
        brush.Box(area, Palette.Rgb(0x4A3222));
        for (var pool = area.Top - 4; pool < area.Bottom; pool += 27)
        {
            for (var x = area.Left; x < area.Right; )
            {
                var (wide, high) = ((float)random.Between(3.5, 6.5), (float)random.Between(17, 23));
                brush.Box(
                    new SKRect(x, pool + 24 - high, x + wide - 0.5f, pool + 24),
                    Palette.Things[random.Pick(BookColors)].Toned(-0.1f)
                );
                x += wide;
            }
            brush.Box(new SKRect(area.Left, pool + 24, area.Right, pool + 27), Palette.Rgb(0x8B623F));
        }
    }

    private static void DrawGarden(Brush brush, SKRect area, SeededRandom random)
    {
        using var sky = Down(
            new SKRect(area.Left, area.Top, area.Right, 45),
            Palette.Rgb(0x79BDEB),
            Palette.Rgb(0xD8EEF8)
        );
        brush.Box(area, SKColors.White, sky);
        for (var x = area.Left - 4; x < area.Right + 8; x += 9)
            brush.Dot(
                x,
                (float)random.Between(36, 46),
                10,
                (float)random.Between(14, 22),
                Palette.Rgb(0x3F8A47).Toned((float)random.Between(-0.2, 0.15))
            );
        brush.Box(new SKRect(area.Left, 52, area.Right, area.Bottom), Palette.Rgb(0x6DB457));
        for (var i = 0; i < 46; i++)
            brush.Dot(
                (float)random.Between(area.Left, area.Right),
                (float)random.Between(54, area.Bottom),
                1.8f,
                1.8f,
                Palette.Things[random.Pick(FlowerColors)]
            );
    }

    private static void DrawCity(Brush brush, SKRect area, SeededRandom random)
    {
        using var night = Down(area, Palette.Rgb(0x0F1533), Palette.Rgb(0x3A3566));
        brush.Box(area, SKColors.Black, night);
        for (var x = area.Left; x < area.Right; )
        {
            var (wide, top) = ((float)random.Between(9, 15), (float)random.Between(8, 42));
            brush.Box(new SKRect(x, top, x + wide - 1, area.Bottom), Palette.Rgb(0x1B2140));
            for (var y = top + 3; y < area.Bottom; y += 5)
            for (var w = x + 1.5f; w < x + wide - 3; w += 3.6f)
                if (random.Chance(0.55))
                    brush.Box(new SKRect(w, y, w + 2, y + 2.6f), Palette.Rgb(0xF3D27A));
            x += wide;
        }
    }

    private static SKShader Down(SKRect area, SKColor top, SKColor bottom) =>
        SKShader.CreateLinearGradient(
            new SKPoint(0, area.Top),
            new SKPoint(0, area.Bottom),
            [top, bottom],
            null,
            SKShaderTileMode.Clamp
        );
}
