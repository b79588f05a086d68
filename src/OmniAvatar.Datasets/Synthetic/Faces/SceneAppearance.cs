using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Faces;

/// <summary>What a face shows all along.</summary>
public enum Expression
{
    Neutral,
    Smiling,
    Sad,
    Surprised,
    Angry,
}

/// <summary>What a head does while its owner speaks.</summary>
public enum Behaviour
{
    Calm,
    Nodding,
    Swaying,
    Tilting,
}

/// <summary>What is behind.</summary>
public enum BackgroundKind
{
    Wall,
    Studio,
    Curtain,
    Window,
    Bookshelf,
    Garden,
    City,
}

/// <summary>How everything is drawn.</summary>
public enum DrawingStyle
{
    Flat,
    Shaded,
    Outlined,
}

/// <summary>Everything that is seen in a clip besides motion.</summary>
public sealed record SceneAppearance
{
    private static readonly string[] Colors = [.. Palette.Things.Keys];

    /// <summary>Who it is.</summary>
    public required FaceIdentity Identity { get; init; }

    /// <summary>What the face shows.</summary>
    public required Expression Expression { get; init; }

    /// <summary>What the head does.</summary>
    public required Behaviour Behaviour { get; init; }

    /// <summary>Whether there are glasses.</summary>
    public required bool Glasses { get; init; }

    /// <summary>Whether there is a beard, in the hair's colour.</summary>
    public required bool Beard { get; init; }

    /// <summary>A word of <see cref="Palette.Things"/>.</summary>
    public required string ShirtColor { get; init; }

    /// <summary>What is behind.</summary>
    public required BackgroundKind Background { get; init; }

    /// <summary>A word of <see cref="Palette.Things"/>; walls, studios and curtains show it.</summary>
    public required string BackgroundColor { get; init; }

    /// <summary>How it is drawn; captions leave it out.</summary>
    public required DrawingStyle Style { get; init; }

    /// <summary>Decides what no caption says, such as the order of books.</summary>
    public required long Detail { get; init; }

    /// <summary>Draws a scene whose person is of one part of the data.</summary>
    public static SceneAppearance Draw(SeededRandom random, DatasetSplit split)
    {
        var identity = FaceIdentity.Draw(random, split);
        return new SceneAppearance
        {
            Identity = identity,
            Expression = (Expression)random.Below(5),
            Behaviour = (Behaviour)random.Below(4),
            Glasses = random.Chance(0.3),
            Beard = random.Chance(0.3) && !identity.Woman,
            ShirtColor = random.Pick(Colors),
            Background = random.Chance(0.4) ? BackgroundKind.Wall : (BackgroundKind)random.Below(7),
            BackgroundColor = random.Pick(Colors),
            Style = (DrawingStyle)random.Below(3),
            Detail = (long)(random.NextBits() >> 1),
        };
    }
}
