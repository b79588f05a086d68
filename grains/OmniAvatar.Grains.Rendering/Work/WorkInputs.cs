using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>Brings everything a unit of work reads onto this machine.</summary>
internal static class WorkInputs
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>The work before this one in its shot, or null for a shot's first segment and for conditioning.</summary>
    public static WorkId? Predecessor(WorkId work) =>
        work.IsConditioning || work.Segment == 0 ? null : work with { Segment = work.Segment - 1 };

    public static async Task<RenderTask> FetchAsync(IArtifactStore store, WorkId work, string outputFolder, CancellationToken cancellation)
    {
        var request = await JobDocuments.RequestAsync(store, work.Job, cancellation);
        var speakers = Enumerable.Range(0, request.SpeakerCount()).ToArray();
        return new RenderTask(
            work,
            request,
            await JobDocuments.PlanAsync(store, work.Job, cancellation),
            await FilesAsync(store, speakers.Select(speaker => JobArtifacts.Picture(work.Job, speaker)), cancellation),
            await FilesAsync(store, speakers.Select(speaker => JobArtifacts.Speech(work.Job, request.TrackOf(speaker))), cancellation),
            work.IsConditioning ? None : await PartsAsync(store, WorkId.Conditioning(work.Job), cancellation),
            Predecessor(work) is { } previous ? await PartsAsync(store, previous, cancellation) : None,
            outputFolder);
    }

    private static async Task<string[]> FilesAsync(IArtifactStore store, IEnumerable<ArtifactName> names, CancellationToken cancellation)
    {
        var paths = new List<string>();
        foreach (var name in names) paths.Add(await store.FetchAsync(name, cancellation));
        return [.. paths];
    }

    /// <summary>All parts from the one manifest that counts.</summary>
    private static async Task<Dictionary<string, string>> PartsAsync(IArtifactStore store, WorkId work, CancellationToken cancellation)
    {
        var manifest = await ManifestCommit.FindAsync(store, JobArtifacts.Result(work), cancellation)
            ?? throw new RenderFailedException($"The work {work} has no result to continue from.");
        var paths = new Dictionary<string, string>();
        foreach (var part in manifest.Parts)
            paths[part.Role] = await store.FetchAsync(ArtifactName.Parse(part.Name), cancellation);
        return paths;
    }
}
