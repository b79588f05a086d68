using System.Globalization;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>The folders of attempts that lost: nobody reads them, and their late commit loses.</summary>
internal static class AttemptFolders
{
    /// <summary>Removes the folders of all attempts at one work but the winner's.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="folder">The work's own folder.</param>
    /// <param name="winner">The attempt whose manifest is the result.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task SweepLosersAsync(
        IArtifactStore store,
        ArtifactName folder,
        int winner,
        CancellationToken cancellation
    )
    {
        foreach (var attempt in (await FindAsync(store, folder, cancellation)).GetValueOrDefault(folder) ?? [])
            if (attempt != winner)
                await store.DeleteAsync(folder.Append(JobArtifacts.AttemptFolder(attempt)), cancellation);
    }

    /// <summary>The same for all works below a folder that have a result.</summary>
    public static async Task SweepLosersAsync(IArtifactStore store, ArtifactName root, CancellationToken cancellation)
    {
        foreach (var (folder, attempts) in await FindAsync(store, root, cancellation))
        {
            if (attempts.Count < 2)
                continue;
            if (
                await ManifestCommit.FindAsync(store, folder.Append(ResultManifest.FileName), cancellation) is
                { } result
            )
                await SweepLosersAsync(store, folder, result.Attempt, cancellation);
        }
    }

    /// <summary>Removes every checkpoint below a folder whose work all has results; the winner may have died before it
    /// could.</summary>
    public static async Task DropCheckpointsAsync(
        IArtifactStore store,
        ArtifactName root,
        CancellationToken cancellation
    )
    {
        await foreach (var name in store.ListAsync(root, cancellation))
            if (CheckpointName.IsCheckpoint(name))
                await store.DeleteAsync(name, cancellation);
    }

    /// <summary>All attempts that have files, by the folder of their work.</summary>
    private static async Task<Dictionary<ArtifactName, HashSet<int>>> FindAsync(
        IArtifactStore store,
        ArtifactName root,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<ArtifactName, HashSet<int>>();
        await foreach (var name in store.ListAsync(root, cancellation))
        {
            if (Locate(name) is not { } attempt)
                continue;
            if (!found.TryGetValue(attempt.Folder, out var attempts))
                found[attempt.Folder] = attempts = [];
            attempts.Add(attempt.Number);
        }
        return found;
    }

    /// <summary>(folder, 7) for <c>folder/a7/…</c>, null for anything else.</summary>
    public static (ArtifactName Folder, int Number)? Locate(ArtifactName name)
    {
        var levels = name.Value.Split('/');
        for (var level = levels.Length - 2; level > 0; level--)
        {
            if (
                levels[level] is ['a', .. var digits]
                && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            )
                return (ArtifactName.Parse(string.Join('/', levels[..level])), attempt);
        }
        return null;
    }
}
