using OmniAvatar.Randomness;

namespace OmniAvatar.Datasets.Synthetic.Faces;

/// <summary>A face's measures in the drawing's own units: the picture is 96 of them high.</summary>
internal sealed record FaceShape
{
    public const float CenterX = 48;
    public const float Top = 9;
    public const float EyeY = 41;
    public const float MouthY = 68.5f;

    /// <summary>Half of the head's width.</summary>
    public required float HalfWidth { get; init; }

    /// <summary>Where the head ends when the mouth is shut.</summary>
    public required float Chin { get; init; }

    /// <summary>How wide the jaw is, of the head's width.</summary>
    public required float Jaw { get; init; }

    public required float EyeDistance { get; init; }

    public required float EyeSize { get; init; }

    public required float BrowThickness { get; init; }

    public required float NoseLength { get; init; }

    /// <summary>Of a mouth at rest.</summary>
    public required float MouthWidth { get; init; }

    /// <summary>How far a wide open mouth is open.</summary>
    public required float MouthHeight { get; init; }

    public required float LipThickness { get; init; }

    /// <summary>The measures of a person.</summary>
    public static FaceShape Of(FaceIdentity identity)
    {
        var random = SeededRandom.Of(771, identity.Shape, identity.Woman ? 1 : 0);
        return new FaceShape
        {
            HalfWidth = (float)random.Between(27, 30.5),
            Chin = (float)random.Between(87, 90),
            Jaw = (float)random.Between(0.5, 0.62) + (identity.Woman ? 0 : 0.1f),
            EyeDistance = (float)random.Between(11.5, 13.5),
            EyeSize = (float)random.Between(4.6, 5.8) + (identity.Woman ? 0.4f : 0),
            BrowThickness = (float)random.Between(1.6, 2.2) + (identity.Woman ? 0 : 0.8f),
            NoseLength = (float)random.Between(10, 14),
            MouthWidth = (float)random.Between(26.5, 29.5),
            MouthHeight = (float)random.Between(13, 14.5),
            LipThickness = (float)random.Between(2.4, 3.2) + (identity.Woman ? 0.3f : 0),
        };
    }
}
