namespace OmniAvatar.Datasets.Curation.Files;

/// <summary>Why a video or a piece of it was left out.</summary>
public enum RejectionReason
{
    /// <summary>It is no video, is missing, or does not decode.</summary>
    Damaged,

    /// <summary>There is no sound stream.</summary>
    NoSound,

    /// <summary>Its lesser side has too few pixels.</summary>
    TooSmall,

    /// <summary>It is shorter than a clip.</summary>
    TooShort,

    /// <summary>Too little of it is speech.</summary>
    LittleSpeech,

    /// <summary>It is blurred.</summary>
    Blurred,

    /// <summary>Mouth and sound do not go together.</summary>
    OutOfSync,
}

/// <summary>A video or a piece of it that was left out.</summary>
/// <param name="Source">The video.</param>
/// <param name="Start">Where the piece began, in seconds; null for the whole video.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The same as a sentence, with its number.</param>
public sealed record Rejection(string Source, double? Start, RejectionReason Reason, string Detail);

/// <summary><c>report.json</c>: what curating came to.</summary>
/// <param name="Sources">Videos listed.</param>
/// <param name="Clips">Clips kept.</param>
/// <param name="Seconds">Their length in all.</param>
/// <param name="Rejected">How many were left out, by reason.</param>
/// <param name="Rejections">Each of them.</param>
public sealed record CurationReport(
    int Sources,
    int Clips,
    double Seconds,
    IReadOnlyDictionary<RejectionReason, int> Rejected,
    IReadOnlyList<Rejection> Rejections
)
{
    /// <summary>The file's name.</summary>
    public const string Name = "report.json";

    internal static CurationReport Of(IReadOnlyList<SourceResult> results)
    {
        var clips = results.SelectMany(result => result.Clips).ToList();
        var rejections = results.SelectMany(result => result.Rejections).ToList();
        var counts = rejections.CountBy(rejection => rejection.Reason).OrderBy(pair => pair.Key).ToDictionary();
        return new CurationReport(
            results.Count,
            clips.Count,
            Math.Round(clips.Sum(clip => clip.Seconds), 2),
            counts,
            rejections
        );
    }
}
