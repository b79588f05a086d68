using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Faces;

/// <summary>How hair is worn.</summary>
public enum HairStyle
{
    /// <summary>Short.</summary>
    Short,

    /// <summary>Long, over the shoulders.</summary>
    Long,

    /// <summary>Curls around the head.</summary>
    Curly,

    /// <summary>Straight, to the chin.</summary>
    Straight,

    /// <summary>Tied at the back.</summary>
    Tied,

    /// <summary>None.</summary>
    Bald,
}

/// <summary>What makes a person the same from clip to clip.</summary>
/// <param name="Woman">Whether the caption says woman.</param>
/// <param name="Skin">A number of <see cref="Palette.Skins"/>.</param>
/// <param name="Hair">How hair is worn.</param>
/// <param name="HairColor">A word of <see cref="Palette.Hair"/>.</param>
/// <param name="EyeColor">A word of <see cref="Palette.Eyes"/>.</param>
/// <param name="Shape">The bones: 0 to 23.</param>
public sealed record FaceIdentity(bool Woman, int Skin, HairStyle Hair, string HairColor, string EyeColor, int Shape)
{
    private const int Shapes = 24;
    private const int HeldOutOf = 8;

    private static readonly HairStyle[] WomensHair =
    [
        HairStyle.Short,
        HairStyle.Long,
        HairStyle.Long,
        HairStyle.Curly,
        HairStyle.Straight,
        HairStyle.Tied,
    ];
    private static readonly HairStyle[] MensHair =
    [
        HairStyle.Short,
        HairStyle.Short,
        HairStyle.Short,
        HairStyle.Curly,
        HairStyle.Long,
        HairStyle.Bald,
    ];
    private static readonly string[] HairColors = [.. Palette.Hair.Keys];
    private static readonly string[] EyeColors = [.. Palette.Eyes.Keys];

    /// <summary>Which part of the data this person is in.</summary>
    public DatasetSplit Split =>
        SeededRandom
            .Of(
                Woman ? 1 : 0,
                Skin,
                (int)Hair,
                Array.IndexOf(HairColors, HairColor),
                Array.IndexOf(EyeColors, EyeColor),
                Shape
            )
            .Below(HeldOutOf) == 0
            ? DatasetSplit.HeldOut
            : DatasetSplit.Train;

    /// <summary>Draws a person of one part.</summary>
    public static FaceIdentity Draw(SeededRandom random, DatasetSplit split)
    {
        while (true)
        {
            var woman = random.Chance(0.5);
            var drawn = new FaceIdentity(
                woman,
                random.Below(Palette.Skins.Count),
                random.Pick(woman ? WomensHair : MensHair),
                random.Pick(HairColors),
                random.Pick(EyeColors),
                random.Below(Shapes)
            );
            if (drawn.Split == split)
                return drawn;
        }
    }
}
