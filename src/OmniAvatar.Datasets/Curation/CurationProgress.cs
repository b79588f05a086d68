namespace OmniAvatar.Datasets.Curation;

/// <summary>How far curating is.</summary>
/// <param name="Source">The video at work, or the last one.</param>
/// <param name="SourcesDone">Videos done, those of earlier runs included.</param>
/// <param name="Sources">Videos in all.</param>
/// <param name="Clips">Clips kept so far.</param>
/// <param name="Rejected">Videos and pieces left out so far.</param>
/// <param name="Fraction">Share of the bytes that is done, 0 to 1.</param>
/// <param name="SecondsLeft">Estimate from the speed of this run; null until there is one.</param>
public sealed record CurationProgress(
    string Source,
    int SourcesDone,
    int Sources,
    int Clips,
    int Rejected,
    double Fraction,
    double? SecondsLeft
);
