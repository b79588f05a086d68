using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>Every file in the store is a finished job's document, manifest, or a part that a manifest lists.</summary>
internal sealed class NothingIsOrphaned : IRule
{
    private static readonly string[] Documents = ["request.json", "plan.json", "finish.json", "terms.json"];

    public string Name => "orphans";

    public IEnumerable<string> Check(ClusterEvidence evidence)
    {
        var jobs = evidence.Jobs.ToDictionary(job => job.Id);
        var listed = evidence.Manifests.SelectMany(m => m.Parts.Select(p => p.Name).Append(m.Name)).ToHashSet();
        return evidence
            .Files.Where(file => !IsOwned(file.Name, jobs, listed))
            .Select(file => $"{file.Name} does not belong to a job");
    }

    private static bool IsOwned(string name, Dictionary<string, JobEvidence> jobs, HashSet<string> listed)
    {
        var levels = name.Split('/', 3);
        if (levels.Length < 3 || !jobs.TryGetValue($"{levels[0]}/{levels[1]}", out var job))
            return false;
        var rest = levels[2];
        if (Documents.Contains(rest) || IsClaim(rest))
            return true;
        if (rest.StartsWith("inputs/", StringComparison.Ordinal))
            return job.KeepsIntermediates;
        return listed.Contains(name) && (IsOfVideo(rest) || job.KeepsIntermediates);
    }

    // The mark of a begun generation of attempt numbers, which keeps numbers from being given twice.
    private static bool IsClaim(string rest) =>
        rest.StartsWith("generations/", StringComparison.Ordinal)
        || rest.StartsWith("sound/generations/", StringComparison.Ordinal)
        || rest.StartsWith("output/generations/", StringComparison.Ordinal);

    private static bool IsOfVideo(string rest) =>
        rest.StartsWith("sound/", StringComparison.Ordinal) || rest.StartsWith("output/", StringComparison.Ordinal);
}
