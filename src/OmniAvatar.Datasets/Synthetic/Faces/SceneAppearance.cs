using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Faces;

/// <summary>What a face shows all along.</summary>
public enum Expression
{
    /// <summary>At rest.</summary>
    Neutral,

    /// <summary>Corners of the mouth are raised.</summary>
    Smiling,

    /// <summary>Corners of the mouth and brows hang.</summary>
    Sad,

    /// <summary>Brows are raised.</summary>
    Surprised,

    /// <summary>Brows are drawn together.</summary>
    Angry,
}

/// <summary>What a head does while its owner speaks.</summary>
public enum Behaviour
{
    /// <summary>Small movements alone.</summary>
    Calm,

    /// <summary>The head nods.</summary>
    Nodding,

    /// <summary>The head moves from side to side.</summary>
    Swaying,

    /// <summary>The head tilts to the left and right.</summary>
    Tilting,
}

/// <summary>What is behind.</summary>
public enum BackgroundKind
{
    /// <summary>A plain wall.</summary>
    Wall,

    /// <summary>A studio with soft light.</summary>
    Studio,

    /// <summary>A curtain in folds.</summary>
    Curtain,

    /// <summary>A wall with a window.</summary>
    Window,

    /// <summary>Shelves of books.</summary>
    Bookshelf,

    /// <summary>Plants and sky.</summary>
    Garden,

    /// <summary>Houses and sky.</summary>
    City,
}

/// <summary>How everything is drawn.</summary>
public enum DrawingStyle
{
    /// <summary>Areas of one colour.</summary>
    Flat,

    /// <summary>Areas with light and shade.</summary>
    Shaded,

    /// <summary>Areas of one colour with outlines.</summary>
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
