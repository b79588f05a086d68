namespace OmniAvatar.Verification.Comparisons;

/// <summary>The differences that count as equal in what measures videos: the table of the second golden folder's
/// README.</summary>
public static class EvaluationLimits
{
    /// <summary>MFCC, in float64; of the largest value.</summary>
    public const double Mfcc = 1e-9;

    /// <summary>SyncNet's embeddings and everything inside it; of the largest value.</summary>
    public const double SyncNet = 2e-5;

    /// <summary>Distances and confidences from a clip; of the largest value.</summary>
    public const double Distance = 1e-5;

    /// <summary>Distances and confidences from given embeddings; of the largest value.</summary>
    public const double DistanceOfGiven = 2e-6;

    /// <summary>Means, covariances and Frechet distances in float64, both of the value and absolute.</summary>
    public const double Frechet = 1e-9;

    /// <summary>Frechet distances of features that do not span their space, and with the fallback's epsilon; of the
    /// value.</summary>
    public const double FrechetOfDeficient = 1e-6;

    /// <summary>Colours in float64; absolute.</summary>
    public const double Colour = 1e-9;

    /// <summary>Lab in float32, where L goes to 100; absolute.</summary>
    public const double LabFloat32 = 2e-4;

    /// <summary>RGB in float32; absolute.</summary>
    public const double RgbFloat32 = 1e-5;

    /// <summary>RGB of colours that it lacks, in float32; absolute.</summary>
    public const double OutOfGamutFloat32 = 2e-5;

    /// <summary>Matched colours against the original's float32; absolute.</summary>
    public const double MatchFloat32 = 5e-5;
}
