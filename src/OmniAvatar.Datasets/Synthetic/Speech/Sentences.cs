using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>Composes phrases that a person might say to a camera, from a small grammar that holds every sound of
/// English.</summary>
internal static class Sentences
{
    private static readonly string[] Patterns =
    [
        "the A N V P the A N",
        "I V the A N P the N",
        "we T about the A N",
        "please bring me the A N",
        "my M has a A N and a N",
        "hello everyone",
        "my name is W",
        "today I want to talk about the A N",
        "is the N A or C",
        "thank you very much for the N",
        "W and W V the N",
        "you should never V a A N",
        "there are D Ns P the N",
        "I think that W will V it soon",
        "good morning W",
        "oh what a A N",
        "they V D A Ns every day",
        "maybe the N was P the A N",
        "wow that is C",
        "let us V the A N together",
        "now listen to the A N",
        "welcome back",
        "of course we V it",
        "he said that the N is C",
    ];

    private static readonly Dictionary<char, string[]> Words = new()
    {
        ['A'] =
        [
            "big",
            "small",
            "purple",
            "warm",
            "quiet",
            "happy",
            "old",
            "broken",
            "yellow",
            "strange",
            "famous",
            "beautiful",
            "heavy",
            "new",
            "golden",
            "brave",
            "wooden",
            "funny",
            "thin",
            "smooth",
        ],
        ['N'] =
        [
            "boat",
            "house",
            "garden",
            "mountain",
            "window",
            "camera",
            "voice",
            "river",
            "apple",
            "teacher",
            "church",
            "bridge",
            "puppy",
            "measure",
            "thought",
            "market",
            "flower",
            "moon",
            "paper",
            "village",
            "judge",
            "book",
            "shadow",
            "tower",
            "bird",
        ],
        ['V'] =
        [
            "open",
            "follow",
            "move",
            "paint",
            "watch",
            "choose",
            "find",
            "remember",
            "love",
            "push",
            "borrow",
            "wash",
            "show",
            "join",
            "throw",
            "visit",
            "bake",
            "know",
            "hear",
            "measure",
        ],
        ['P'] = ["above", "behind", "under", "near", "before", "around", "inside", "beyond", "with", "without"],
        ['T'] = ["dream", "talk", "laugh", "wonder", "argue", "joke", "sing"],
        ['M'] = ["mother", "father", "sister", "brother", "neighbour", "boss", "friend", "cousin"],
        ['W'] = ["Bob", "Mary", "Paul", "Zoe", "Joyce", "Adam", "Phoebe", "Theo", "Ruth", "Victor", "Emma", "Bruce"],
        ['C'] =
        [
            "amazing",
            "possible",
            "wrong",
            "fabulous",
            "empty",
            "awful",
            "very far",
            "too loud",
            "much better",
            "enormous",
        ],
        ['D'] = ["two", "three", "four", "five", "seven", "eight", "nine", "twelve", "many", "fifty"],
    };

    /// <summary>A phrase without punctuation.</summary>
    public static string Compose(SeededRandom random) =>
        string.Join(' ', random.Pick(Patterns).Split(' ').Select(word => Fill(word, random)));

    private static string Fill(string word, SeededRandom random) =>
        word switch
        {
            "Ns" => random.Pick(Words['N']) + "s",
            [var kind] when Words.TryGetValue(kind, out var list) => random.Pick(list),
            _ => word,
        };
}
