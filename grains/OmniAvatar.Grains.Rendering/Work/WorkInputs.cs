using BitFaster.Caching.Lru;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>Brings everything a unit of work reads onto this machine. What never changes is fetched once per process: a
/// job's documents and inputs, and manifests.</summary>
public sealed class WorkInputs(IArtifactStore store)
{
    private const int JobsKept = 64;
    private const int ManifestsKept = 512;

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private readonly ConcurrentLru<JobId, JobInputs> _jobs = new(JobsKept);
    private readonly ConcurrentLru<WorkId, ResultManifest> _manifests = new(ManifestsKept);

    /// <summary>The work before this one in its shot, or null for a shot's first segment and for
    /// conditioning.</summary>
    public static WorkId? Predecessor(WorkId work) =>
        work.IsConditioning || work.Segment == 0 ? null : work with { Segment = work.Segment - 1 };

    /// <summary>Everything as local files.</summary>
    /// <exception cref="OmniAvatarException">Something is missing, damaged or cannot be read now.</exception>
    public async Task<RenderTask> FetchAsync(WorkId work, string outputFolder, CancellationToken cancellation)
    {
        var inputs = JobAsync(work.Job, cancellation);
        var conditioning = work.IsConditioning
            ? Task.FromResult(None)
            : PartsAsync(WorkId.Conditioning(work.Job), cancellation);
        var predecessor = Predecessor(work) is { } previous
            ? PartsAsync(previous, cancellation)
            : Task.FromResult(None);
        await Task.WhenAll(inputs, conditioning, predecessor);
        var job = await inputs;
        return new RenderTask(
            work,
            work.IsConditioning ? job.Request : job.Request.ForShot(work.Shot),
            job.Plan,
            job.Pictures,
            job.Speeches,
            await conditioning,
            await predecessor,
            outputFolder
        );
    }

    /// <summary>Keeps a manifest that this slot has just seen committed: what follows most often begins here.</summary>
    public void Remember(WorkId work, ResultManifest manifest) => _manifests.AddOrUpdate(work, manifest);

    private async Task<JobInputs> JobAsync(JobId job, CancellationToken cancellation)
    {
        if (_jobs.TryGet(job, out var known) && known.Files.All(File.Exists))
            return known;
        var request = JobDocuments.RequestAsync(store, job, cancellation);
        var plan = JobDocuments.PlanAsync(store, job, cancellation);
        var speakers = Enumerable.Range(0, (await request).Speakers.Count).ToArray();
        var tracks = speakers.Select((await request).TrackOf);
        var pictures = Task.WhenAll(
            speakers
                .Select((await request).PictureOf)
                .Select(picture => store.FetchAsync(JobArtifacts.Picture(job, picture), cancellation))
        );
        var speeches = Task.WhenAll(
            tracks.Select(track => store.FetchAsync(JobArtifacts.Speech(job, track), cancellation))
        );
        var inputs = new JobInputs(await request, await plan, await pictures, await speeches);
        _jobs.AddOrUpdate(job, inputs);
        return inputs;
    }

    /// <summary>All parts from the one manifest that counts.</summary>
    private async Task<IReadOnlyDictionary<string, string>> PartsAsync(WorkId work, CancellationToken cancellation)
    {
        try
        {
            return await FetchPartsAsync(work, cancellation);
        }
        catch (DamagedException) when (_manifests.TryRemove(work))
        {
            // A cached manifest may have been replaced since.
            return await FetchPartsAsync(work, cancellation);
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> FetchPartsAsync(WorkId work, CancellationToken cancellation)
    {
        var manifest = await ManifestAsync(work, cancellation);
        var paths = await Task.WhenAll(manifest.Parts.Select(part => store.FetchAsync(part, cancellation)));
        return manifest.Parts.Zip(paths).ToDictionary(pair => pair.First.Role, pair => pair.Second);
    }

    private async Task<ResultManifest> ManifestAsync(WorkId work, CancellationToken cancellation)
    {
        if (_manifests.TryGet(work, out var known))
            return known;
        var manifest =
            await ManifestCommit.FindAsync(store, JobArtifacts.Result(work), cancellation)
            ?? throw new DamagedException(
                $"The work {work} has no result to continue from.",
                JobArtifacts.Result(work).Value
            );
        Remember(work, manifest);
        return manifest;
    }

    private sealed record JobInputs(RenderRequest Request, RenderPlan Plan, string[] Pictures, string[] Speeches)
    {
        public IEnumerable<string> Files => Pictures.Concat(Speeches);
    }
}
