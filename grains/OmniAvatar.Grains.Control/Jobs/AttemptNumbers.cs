using System.Globalization;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// Attempt numbers are fencing tokens, so none may ever be given twice, not even after all grain state is lost: each is claimed
/// in the store, in the attempt's own folder, before it is granted.
/// </summary>
internal static class AttemptNumbers
{
    private const string Claim = "claim";

    /// <summary>Claims the first free number above <paramref name="last"/> and above every attempt's folder below the work's own.</summary>
    public static async Task<int> ClaimAsync(IArtifactStore store, ArtifactName folder, int last, CancellationToken cancellation)
    {
        await foreach (var name in store.ListAsync(folder, cancellation))
            last = Math.Max(last, AttemptOf(folder, name));
        while (!await store.CreateAsync(folder.Append($"{JobArtifacts.AttemptFolder(++last)}/{Claim}"), ReadOnlyMemory<byte>.Empty, cancellation))
        {
        }
        return last;
    }

    /// <summary>Removes the folders of all attempts but the winner: nobody reads them, and their late commit loses.</summary>
    public static async Task SweepLosersAsync(IArtifactStore store, WorkId work, int winner, CancellationToken cancellation)
    {
        var losers = new HashSet<int>();
        await foreach (var name in store.ListAsync(JobArtifacts.Folder(work), cancellation))
            if (AttemptOf(JobArtifacts.Folder(work), name) is var attempt && attempt > 0 && attempt != winner) losers.Add(attempt);
        foreach (var loser in losers) await store.DeleteAsync(JobArtifacts.Attempt(work, loser), cancellation);
    }

    /// <summary>7 for <c>folder/a7/…</c>, 0 for anything else.</summary>
    private static int AttemptOf(ArtifactName folder, ArtifactName name)
    {
        if (!name.Value.StartsWith($"{folder}/a", StringComparison.Ordinal)) return 0;
        var level = name.Value.AsSpan(folder.Value.Length + 2);
        var end = level.IndexOf('/');
        return end > 0 && int.TryParse(level[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0;
    }
}
