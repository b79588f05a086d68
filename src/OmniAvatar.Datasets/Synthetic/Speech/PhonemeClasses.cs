namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>The sounds of English in <see cref="Names"/>' order; espeak's many spellings of each are one
/// class.</summary>
public static class PhonemeClasses
{
    /// <summary>Nothing is heard.</summary>
    public const int Silence = 0;

    /// <summary>The classes' names, silence first, then ARPAbet's.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "sil",
        "aa",
        "ae",
        "ah",
        "ao",
        "aw",
        "ay",
        "eh",
        "er",
        "ey",
        "ih",
        "iy",
        "ow",
        "oy",
        "uh",
        "uw",
        "b",
        "ch",
        "d",
        "dh",
        "f",
        "g",
        "hh",
        "jh",
        "k",
        "l",
        "m",
        "n",
        "ng",
        "p",
        "r",
        "s",
        "sh",
        "t",
        "th",
        "v",
        "w",
        "y",
        "z",
        "zh",
    ];

    // Longest beginnings first: what follows them is a variant's mark.
    private static readonly (string Beginning, string Class)[] Espeak =
    [
        ("tS", "ch"),
        ("dZ", "jh"),
        ("OI", "oy"),
        ("oI", "oy"),
        ("aU", "aw"),
        ("aI", "ay"),
        ("eI", "ey"),
        ("oU", "ow"),
        ("e@", "eh"),
        ("i@", "ih"),
        ("U@", "uh"),
        ("IR", "ih"),
        ("VR", "er"),
        ("A:", "aa"),
        ("A@", "aa"),
        ("aa", "ae"),
        ("O:", "ao"),
        ("O@", "ao"),
        ("3", "er"),
        ("i", "iy"),
        ("u", "uw"),
        ("A", "aa"),
        ("a", "ae"),
        ("0", "ao"),
        ("O", "ao"),
        ("o", "ow"),
        ("V", "ah"),
        ("@", "ah"),
        ("E", "eh"),
        ("e", "ey"),
        ("I", "ih"),
        ("U", "uh"),
        ("D", "dh"),
        ("T", "th"),
        ("S", "sh"),
        ("Z", "zh"),
        ("N", "ng"),
        ("b", "b"),
        ("d", "d"),
        ("f", "f"),
        ("g", "g"),
        ("h", "hh"),
        ("j", "y"),
        ("k", "k"),
        ("l", "l"),
        ("m", "m"),
        ("n", "n"),
        ("p", "p"),
        ("r", "r"),
        ("s", "s"),
        ("t", "t"),
        ("v", "v"),
        ("w", "w"),
        ("x", "k"),
        ("z", "z"),
        ("?", "t"),
        ("*", "d"),
        ("c", "k"),
        ("q", "k"),
        ("y", "uw"),
        ("R", "r"),
        ("L", "l"),
        ("M", "m"),
        ("B", "b"),
        ("C", "sh"),
        ("H", "hh"),
        ("W", "w"),
        ("Y", "uw"),
        ("&", "ae"),
        ("Q", "r"),
        ("J", "y"),
    ];

    private static readonly Dictionary<string, int> Numbers = Names
        .Select((name, number) => (name, number))
        .ToDictionary(p => p.name, p => p.number);

    /// <summary>The number of a class.</summary>
    public static int Number(string name) => Numbers[name];

    /// <summary>The class of one of espeak's phonemes; what it never was taught is a schwa, a pause is
    /// silence.</summary>
    /// <param name="phoneme">Espeak's mnemonic, such as <c>oU</c>.</param>
    public static int Of(string phoneme)
    {
        if (phoneme.Length == 0 || phoneme[0] is '_' or '|')
            return Silence;
        foreach (var (beginning, name) in Espeak)
            if (phoneme.StartsWith(beginning, StringComparison.Ordinal))
                return Numbers[name];
        return Numbers["ah"];
    }
}
