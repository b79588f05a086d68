using SkiaSharp;

namespace OmniAvatar.Datasets.Synthetic.Faces;

/// <summary>The colours that captions can name, and those they leave out.</summary>
public static class Palette
{
    /// <summary>Colours of clothes, walls, curtains and light, by the caption's word.</summary>
    public static IReadOnlyDictionary<string, SKColor> Things { get; } =
        Table(
            ("red", 0xC8323C),
            ("orange", 0xE88A30),
            ("yellow", 0xEFCB4A),
            ("green", 0x4C9A58),
            ("blue", 0x3F6FC4),
            ("purple", 0x7E52A8),
            ("pink", 0xE48FB0),
            ("brown", 0x8A6242),
            ("white", 0xEEEDE8),
            ("grey", 0x8C9097),
            ("black", 0x2B2C32),
            ("turquoise", 0x45B0AC)
        );

    /// <summary>Colours of hair, by the caption's word.</summary>
    public static IReadOnlyDictionary<string, SKColor> Hair { get; } =
        Table(
            ("black", 0x23201F),
            ("brown", 0x5E3B26),
            ("blonde", 0xDDB565),
            ("red", 0xA8431F),
            ("grey", 0x8F8F92),
            ("white", 0xE4E2DC)
        );

    /// <summary>Colours of eyes.</summary>
    public static IReadOnlyDictionary<string, SKColor> Eyes { get; } =
        Table(("brown", 0x5A3A22), ("blue", 0x3E78B5), ("green", 0x4D8A55), ("grey", 0x6B7680));

    /// <summary>Colours of skin, light to dark.</summary>
    public static IReadOnlyList<SKColor> Skins { get; } =
    [Rgb(0xFADCC4), Rgb(0xF3C9A5), Rgb(0xE8B48C), Rgb(0xD49B72), Rgb(0xBD8157), Rgb(0xA06A45)];

    /// <summary>Inside the mouth.</summary>
    public static SKColor MouthInside { get; } = Rgb(0x3A0A12);

    /// <summary>The upper row of teeth.</summary>
    public static SKColor Teeth { get; } = Rgb(0xF7F4EC);

    /// <summary>The tongue.</summary>
    public static SKColor Tongue { get; } = Rgb(0xB8505A);

    /// <summary>Lines and pupils.</summary>
    public static SKColor Ink { get; } = Rgb(0x241C1E);

    /// <summary>A colour moved towards white (positive) or black (negative).</summary>
    /// <param name="color">The colour.</param>
    /// <param name="amount">-1 black, 0 unchanged, 1 white.</param>
    public static SKColor Toned(this SKColor color, float amount)
    {
        var target = amount > 0 ? 255 : 0;
        var part = Math.Abs(amount);
        return new SKColor(Move(color.Red), Move(color.Green), Move(color.Blue), color.Alpha);

        byte Move(byte value) => (byte)Math.Round(value + ((target - value) * part));
    }

    /// <summary>A colour from 0xRRGGBB.</summary>
    internal static SKColor Rgb(uint value) => new(0xFF000000 | value);

    private static Dictionary<string, SKColor> Table(params (string Word, uint Value)[] colors) =>
        colors.ToDictionary(c => c.Word, c => Rgb(c.Value));
}
