using OmniAvatar.Identity;
using OmniAvatar.Planning;

namespace OmniAvatar.Artifacts;

/// <summary>Takes over another job's inputs and finished shots: the files are copied within the store, so the other job
/// can be deleted.</summary>
/// <param name="store">Where both jobs are.</param>
/// <param name="from">The finished job.</param>
/// <param name="to">The new job, cut as the other.</param>
public sealed class TakenShots(IArtifactStore store, JobId from, JobId to)
{
    private const int CopiesAtOnce = 8;
    private const int Attempt = 1;

    /// <summary>Whether everything is there that a job needs which takes over some shots.</summary>
    /// <param name="shots">The shots to take over.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<bool> AreThereAsync(IReadOnlyCollection<ShotPlan> shots, CancellationToken cancellation)
    {
        if (await store.MeasureAsync(JobArtifacts.Sound(from), cancellation) == 0)
            return false;
        var found = new HashSet<ArtifactName>();
        await foreach (var name in store.ListAsync(JobArtifacts.Segments(from), cancellation))
            found.Add(name);
        return shots.SelectMany(shot => shot.Segments).All(segment => found.Contains(Result(from, segment)));
    }

    /// <summary>Copies the inputs.</summary>
    public async Task CopyInputsAsync(CancellationToken cancellation)
    {
        var inputs = JobArtifacts.Inputs(from);
        await foreach (var name in store.ListAsync(inputs, cancellation))
            await store.CopyAsync(name, Moved(name), cancellation);
    }

    /// <summary>Copies what is shown of some shots, some segments at a time.</summary>
    /// <exception cref="DamagedException">A segment is gone or damaged.</exception>
    public async Task CopyShotsAsync(IEnumerable<ShotPlan> shots, CancellationToken cancellation)
    {
        foreach (var some in shots.SelectMany(shot => shot.Segments).Chunk(CopiesAtOnce))
            await Task.WhenAll(some.Select(segment => CopyAsync(segment, cancellation)));
    }

    private async Task CopyAsync(SegmentPlan segment, CancellationToken cancellation)
    {
        var source = Result(from, segment);
        var result =
            await ManifestCommit.FindAsync(store, source, cancellation)
            ?? throw new DamagedException($"The segment {source} has no result.", source.Value);
        var parts = result.Parts.Where(part => part.Role is PartRoles.Fragment or PartRoles.Tail).ToArray();
        var place = JobArtifacts.Attempt(Work(to, segment), Attempt);
        var copies = new List<ArtifactPart>();
        foreach (var part in parts)
        {
            var copy = place.Append(part.Name[(part.Name.LastIndexOf('/') + 1)..]);
            await store.CopyAsync(ArtifactName.Parse(part.Name), copy, cancellation);
            copies.Add(part with { Name = copy.Value });
        }
        await ManifestCommit.CommitAsync(
            store,
            Result(to, segment),
            result with
            {
                Attempt = Attempt,
                Parts = copies,
                // The time was spent, and paid for, by the other job.
                GpuMilliseconds = 0,
                Predecessor = null,
                TakenFrom = result.TakenFrom ?? source.Value,
            },
            cancellation
        );
    }

    private ArtifactName Moved(ArtifactName name) =>
        JobArtifacts.Root(to).Append(name.Value[(JobArtifacts.Root(from).Value.Length + 1)..]);

    private static ArtifactName Result(JobId job, SegmentPlan segment) => JobArtifacts.Result(Work(job, segment));

    private static WorkId Work(JobId job, SegmentPlan segment) => new(job, segment.Shot, segment.Index);
}
