using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>A job's committed results. A damaged one counts as missing and is removed, so that its work is done again.
/// Only the job removes results. A name that exists cannot be committed again, so nobody can replace the damaged result
/// between the check and the removal.</summary>
/// <param name="store">Where they are.</param>
/// <param name="job">Whose.</param>
/// <param name="onRemoved">Told of each that was removed, and why.</param>
internal sealed class JobResults(IArtifactStore store, JobId job, Action<Exception, ArtifactName> onRemoved)
{
    // A result that was damaged this often will not be sound when it is made once more.
    private const int MostRemovals = 3;

    private readonly HashSet<ArtifactName> _suspected = [];
    private readonly Dictionary<ArtifactName, int> _removals = [];

    /// <summary>Results removed so far by this activation.</summary>
    public int Removed { get; private set; }

    /// <summary>The committed manifest of a name, or null if there is none that can be read.</summary>
    /// <exception cref="DamagedException">It was made again three times and is damaged again.</exception>
    public async Task<ResultManifest?> FindAsync(ArtifactName result, CancellationToken cancellation)
    {
        try
        {
            return await ManifestCommit.FindAsync(store, result, cancellation);
        }
        catch (DamagedException e)
        {
            await RemoveAsync(result, e, cancellation);
            return null;
        }
    }

    /// <summary>Handles an artifact that a reader could not use.</summary>
    /// <param name="artifact">Its name, as the failure states it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether its result was removed, so that its work is done again. If not, the artifact looks sound from
    /// here.</returns>
    /// <exception cref="DamagedException">It was made again three times and is damaged again.</exception>
    public async Task<bool> RepairAsync(string? artifact, CancellationToken cancellation)
    {
        if (artifact is null || !ArtifactName.TryParse(artifact, out var name) || ResultOf(name) is not { } result)
            return false;
        if (await FindAsync(result, cancellation) is not { } manifest)
            return true;
        if (manifest.Parts.FirstOrDefault(part => part.Name == name.Value) is not { } part)
            return false;
        try
        {
            await store.FetchAsync(part, cancellation);
            // The only sound copy may be on this machine, so an artifact that a second reader cannot use is made again.
            if (_suspected.Add(name))
                return false;
            await RemoveAsync(
                result,
                new DamagedException($"Two readers found the artifact {name} damaged.", name.Value),
                cancellation
            );
        }
        catch (DamagedException e)
        {
            await RemoveAsync(result, e, cancellation);
        }
        return true;
    }

    /// <summary>Resuming the job tries everything again.</summary>
    public void Forget() => _removals.Clear();

    /// <summary><c>…/0003/result.json</c> for that name itself and for <c>…/0003/a7/prefix.safetensors</c>; null for
    /// what is no result's.</summary>
    private ArtifactName? ResultOf(ArtifactName name)
    {
        if (!name.IsWithin(JobArtifacts.Root(job)))
            return null;
        if (name.Value.EndsWith($"/{ResultManifest.FileName}", StringComparison.Ordinal))
            return name;
        return AttemptFolders.Locate(name)?.Folder.Append(ResultManifest.FileName);
    }

    private async Task RemoveAsync(ArtifactName result, Exception why, CancellationToken cancellation)
    {
        var times = _removals[result] = _removals.GetValueOrDefault(result) + 1;
        if (times > MostRemovals)
            throw new DamagedException(
                $"The artifact {result} was made several times and was damaged each time.",
                result.Value,
                why
            );
        onRemoved(why, result);
        await store.DeleteAsync(result, cancellation);
        Removed++;
    }
}
