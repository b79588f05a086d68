using OmniAvatar.Datasets.Synthetic.Speech;

namespace OmniAvatar.Datasets.Synthetic.Motion;

/// <summary>What a mouth does for one sound at full voice, from the sound's begin to its end.</summary>
/// <param name="Opening">0 closed to 1 wide open, at the begin.</param>
/// <param name="Width">-1 rounded to 1 spread, at the begin.</param>
/// <param name="LastOpening">The opening at the end.</param>
/// <param name="LastWidth">The width at the end.</param>
internal readonly record struct Viseme(float Opening, float Width, float LastOpening, float LastWidth)
{
    private static readonly Viseme[] Table = Fill();

    /// <summary>The shape for a number of <see cref="PhonemeClasses.Names"/>.</summary>
    public static Viseme Of(int phonemeClass) => Table[phonemeClass];

    /// <summary>Whether the lips must meet.</summary>
    public bool IsClosed => Opening == 0;

    private static Viseme Still(float opening, float width) => new(opening, width, opening, width);

    private static Viseme[] Fill()
    {
        var table = new Viseme[PhonemeClasses.Names.Count];
        foreach (var (names, viseme) in Shapes())
        foreach (var name in names.Split(' '))
            table[PhonemeClasses.Number(name)] = viseme;
        return table;
    }

    private static (string, Viseme)[] Shapes() =>
        [
            ("sil b m p", Still(0, 0)),
            ("aa", Still(1, 0)),
            ("ae", Still(0.92f, 0.4f)),
            ("ah", Still(0.62f, 0)),
            ("ao", Still(0.85f, -0.6f)),
            ("eh", Still(0.68f, 0.4f)),
            ("er", Still(0.42f, -0.4f)),
            ("ih", Still(0.42f, 0.5f)),
            ("iy", Still(0.32f, 1)),
            ("uh", Still(0.4f, -0.6f)),
            ("uw", Still(0.3f, -1)),
            ("aw", new(1, 0, 0.4f, -0.8f)),
            ("ay", new(1, 0, 0.4f, 0.7f)),
            ("ey", new(0.65f, 0.4f, 0.35f, 0.9f)),
            ("ow", new(0.75f, -0.5f, 0.35f, -1)),
            ("oy", new(0.8f, -0.8f, 0.38f, 0.6f)),
            ("f v", Still(0.06f, 0.2f)),
            ("th dh", Still(0.2f, 0.2f)),
            ("s z", Still(0.14f, 0.6f)),
            ("sh zh ch jh", Still(0.2f, -0.7f)),
            ("t d n", Still(0.2f, 0.2f)),
            ("l", Still(0.34f, 0.1f)),
            ("k g ng", Still(0.32f, 0)),
            ("hh", Still(0.45f, 0)),
            ("r", Still(0.25f, -0.6f)),
            ("w", Still(0.12f, -1)),
            ("y", Still(0.22f, 0.7f)),
        ];
}
