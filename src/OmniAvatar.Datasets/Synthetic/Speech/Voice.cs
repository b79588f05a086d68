using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>A voice of espeak-ng and how it speaks.</summary>
/// <param name="Name">Espeak's name with its variant, such as <c>en-us+f2</c>.</param>
/// <param name="WordsPerMinute">80 to 450.</param>
/// <param name="Pitch">0 low to 99 high.</param>
/// <param name="PitchRange">0 monotone to 99.</param>
public sealed record Voice(string Name, int WordsPerMinute, int Pitch, int PitchRange)
{
    private static readonly string[] Accents =
    [
        "en",
        "en-us",
        "en-gb-x-rp",
        "en-gb-scotland",
        "en-us-nyc",
        "en-gb-x-gbcwmd",
    ];
    private static readonly string[] TrainMen = ["m1", "m2", "m3", "m5", "m6", "m7"];
    private static readonly string[] TrainWomen = ["f1", "f2", "f3", "f5"];
    private static readonly string[] HeldOutMen = ["m4", "m8"];
    private static readonly string[] HeldOutWomen = ["f4"];

    /// <summary>The speaker within an accent, such as <c>f2</c>: no variant is in both parts.</summary>
    public string Variant => Name[(Name.IndexOf('+', StringComparison.Ordinal) + 1)..];

    /// <summary>Draws a voice.</summary>
    /// <param name="random">Decides it.</param>
    /// <param name="split">The part, which has variants of its own.</param>
    /// <param name="woman">Whether it is a woman's.</param>
    public static Voice Draw(SeededRandom random, DatasetSplit split, bool woman)
    {
        var variants = (split, woman) switch
        {
            (DatasetSplit.Train, true) => TrainWomen,
            (DatasetSplit.Train, false) => TrainMen,
            (_, true) => HeldOutWomen,
            _ => HeldOutMen,
        };
        return new Voice(
            $"{random.Pick(Accents)}+{random.Pick(variants)}",
            135 + random.Below(60),
            25 + random.Below(50),
            30 + random.Below(45)
        );
    }
}
