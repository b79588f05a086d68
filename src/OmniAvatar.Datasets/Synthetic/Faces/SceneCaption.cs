namespace OmniAvatar.Datasets.Synthetic.Faces;

/// <summary>Says what is seen, in the order of prompts: the first frame, the behaviour, the background. Few words, each
/// of which is seen.</summary>
public static class SceneCaption
{
    /// <summary>Every word that a caption can hold, in alphabetical order.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        .. Spoken()
            .SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(word => word.Trim(',').ToLowerInvariant())
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The caption, such as "A smiling woman with long red hair and glasses in a blue shirt speaks to the
    /// camera, in front of a green wall".</summary>
    public static string Of(SceneAppearance scene) =>
        $"{First(scene)} {Does(scene.Behaviour)}, {Behind(scene.Background, scene.BackgroundColor)}";

    private static string First(SceneAppearance scene)
    {
        var person = scene.Identity;
        var bald = person.Hair == HairStyle.Bald;
        string[] seen =
        [
            .. bald ? Array.Empty<string>() : [$"{Worn(person.Hair)} {person.HairColor} hair"],
            .. scene.Beard ? [bald ? $"a {person.HairColor} beard" : "a beard"] : Array.Empty<string>(),
            .. scene.Glasses ? ["glasses"] : Array.Empty<string>(),
        ];
        var with = seen.Length == 0 ? "" : $" with {string.Join(" and ", seen)}";
        var who = $"{Shown(scene.Expression)}{(bald ? " bald" : "")} {(person.Woman ? "woman" : "man")}";
        return $"{who}{with} in {Article(scene.ShirtColor)} shirt";
    }

    private static string Shown(Expression expression) =>
        expression switch
        {
            Expression.Smiling => "A smiling",
            Expression.Sad => "A sad",
            Expression.Surprised => "A surprised",
            Expression.Angry => "An angry",
            _ => "A serious",
        };

    private static string Worn(HairStyle hair) => hair.ToString().ToLowerInvariant();

    private static string Does(Behaviour behaviour) =>
        behaviour switch
        {
            Behaviour.Nodding => "nods while speaking to the camera",
            Behaviour.Swaying => "sways while speaking to the camera",
            Behaviour.Tilting => "tilts the head while speaking to the camera",
            _ => "speaks to the camera",
        };

    private static string Behind(BackgroundKind background, string color) =>
        background switch
        {
            BackgroundKind.Studio => $"in {Article(color)} studio",
            BackgroundKind.Curtain => $"in front of {Article(color)} curtain",
            BackgroundKind.Window => "in front of a window",
            BackgroundKind.Bookshelf => "in front of a bookshelf",
            BackgroundKind.Garden => "in a garden",
            BackgroundKind.City => "in front of a city at night",
            _ => $"in front of {Article(color)} wall",
        };

    private static string Article(string color) => color[0] is 'o' ? $"an {color}" : $"a {color}";

    private static IEnumerable<string> Spoken() =>
        [
            "with and glasses beard hair in shirt bald woman man",
            .. Enum.GetValues<Expression>().Select(Shown),
            .. Enum.GetValues<HairStyle>().Select(Worn),
            .. Enum.GetValues<Behaviour>().Select(Does),
            .. Palette.Hair.Keys,
            .. Palette.Things.Keys.SelectMany(color =>
                Enum.GetValues<BackgroundKind>().Select(kind => Behind(kind, color))
            ),
        ];
}
