using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Checkpoints;

/// <summary>The checkpoints that a new attempt may go on from: those of its own class that earlier attempts left, the
/// furthest first.</summary>
internal sealed class EarlierCheckpoints(IArtifactStore store, WorkId work, IReadOnlyList<CheckpointName> names)
{
    public IReadOnlyList<CheckpointName> Names => names;

    /// <summary>Looks through the work's folder once; a first attempt has no need to.</summary>
    public static async Task<EarlierCheckpoints> FindAsync(
        IArtifactStore store,
        WorkGrant grant,
        NumericClass numericClass,
        CancellationToken cancellation
    )
    {
        var found = new List<CheckpointName>();
        if (grant.Attempt > 1)
        {
            await foreach (var name in store.ListAsync(JobArtifacts.Folder(grant.Work), cancellation))
                if (
                    CheckpointName.Parse(grant.Work, name) is { } checkpoint
                    && checkpoint.ClassHash == numericClass.Hash
                )
                    found.Add(checkpoint);
        }
        return new EarlierCheckpoints(
            store,
            grant.Work,
            [.. found.OrderByDescending(c => c.Step).ThenByDescending(c => c.Attempt)]
        );
    }

    /// <summary>A local copy. Blocks, so it belongs on the work's thread.</summary>
    /// <exception cref="RenderFailedException">It is damaged or gone, or the store cannot be reached.</exception>
    public string Fetch(CheckpointName name, CancellationToken cancellation) =>
        store.FetchAsync(name.Of(work), cancellation).GetAwaiter().GetResult();
}
