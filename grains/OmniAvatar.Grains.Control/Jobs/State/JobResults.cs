using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Sweeps;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>
/// A job's committed results. One that is damaged counts as none and is removed, so that its work is done again. Only
/// the job does so: a name that is taken cannot be committed anew, so between looking and removing nobody can have put
/// a sound one there.
/// </summary>
/// <param name="store">Where they are.</param>
/// <param name="job">Whose.</param>
/// <param name="onRemoved">Told of each that was removed, and why.</param>
internal sealed class JobResults(IArtifactStore store, JobId job, Action<Exception, ArtifactName> onRemoved)
{
    // Whatever spoils the same result this often is not mended by making it once more.
    private const int MostRemovals = 3;

    private readonly HashSet<ArtifactName> _suspected = [];
    private readonly Dictionary<ArtifactName, int> _removals = [];

    /// <summary>Results removed so far by this activation.</summary>
    public int Removed { get; private set; }

    /// <summary>The committed manifest of a name, or null if there is none that can be read.</summary>
    /// <exception cref="DamagedException">It has been made anew three times and is damaged again.</exception>
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

    /// <summary>Looks after an artifact that someone could not use.</summary>
    /// <param name="artifact">Its name, as the one who failed tells it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether the result it belongs to is gone, so that its work is done again. If not, it is whole for all
    /// that is seen here.</returns>
    /// <exception cref="DamagedException">It has been made anew three times and is damaged again.</exception>
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
            // A sound copy may be on this machine alone: what a second reader cannot use either is made again.
            if (_suspected.Add(name))
                return false;
            await RemoveAsync(
                result,
                new DamagedException($"The artifact {name} was damaged for two readers.", name.Value),
                cancellation
            );
        }
        catch (DamagedException e)
        {
            await RemoveAsync(result, e, cancellation);
        }
        return true;
    }

    /// <summary>Whoever resumes the job has everything tried again.</summary>
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
            throw new DamagedException($"The artifact {result} is damaged each time it is made.", result.Value, why);
        onRemoved(why, result);
        await store.DeleteAsync(result, cancellation);
        Removed++;
    }
}
