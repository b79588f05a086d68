using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>
/// Every planned unit of work has one result, whose files are what its manifest says, lie in the winner's own folder,
/// and continue the work before.
/// </summary>
internal sealed class ResultsAreWhole : IRule
{
    public string Name => "results";

    public IEnumerable<string> Check(ClusterEvidence evidence)
    {
        var files = evidence.Files.ToDictionary(f => f.Name);
        return evidence
            .Jobs.Where(job => job.KeepsIntermediates)
            .SelectMany(job => job.Work.SelectMany(work => CheckWork(evidence, files, work)));
    }

    private static IEnumerable<string> CheckWork(
        ClusterEvidence evidence,
        Dictionary<string, StoredFile> files,
        WorkKey work
    )
    {
        if (evidence.ManifestOf(work.Folder) is not { } result)
        {
            yield return $"{work} has no result";
            yield break;
        }

        var before =
            work.Segment > 0 ? $"{(work with { Segment = work.Segment - 1 }).Folder}/{Manifest.FileName}" : null;
        if (result.Predecessor != before)
            yield return $"{work} continues {result.Predecessor ?? "nothing"} instead of {before ?? "nothing"}";
        foreach (var part in result.Parts)
        {
            if (!part.Name.StartsWith($"{work.Folder}/a{result.Attempt}/", StringComparison.Ordinal))
                yield return $"{work} lists {part.Name}, which is not the winner's (attempt {result.Attempt})";
            if (!files.TryGetValue(part.Name, out var file))
                yield return $"{work} lists {part.Name}, which does not exist";
            else if (file.Sha256 != part.Sha256 || file.Bytes != part.Bytes)
                yield return $"{part.Name} differs from what {work} lists";
        }
    }
}
