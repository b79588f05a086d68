using System.Text.Json;

namespace OmniAvatar.Artifacts;

/// <summary>Who made the result: this attempt, or another whose manifest was there first.</summary>
/// <param name="Won">Whether the offered manifest is the result.</param>
/// <param name="Result">The manifest that counts.</param>
public sealed record CommitOutcome(bool Won, ResultManifest Result);

/// <summary>Reads and creates <c>result.json</c>; its presence is the only truth about what is done.</summary>
public static class ManifestCommit
{
    /// <summary>
    /// Offers a manifest under a name. The first creation wins; a creation refused because the name exists is read back, and
    /// the same content (a retried call whose reply was lost) counts as won.
    /// </summary>
    public static async Task<CommitOutcome> CommitAsync(
        IArtifactStore store, ArtifactName name, ResultManifest manifest, CancellationToken cancellation)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest, ArtifactJson.Default.ResultManifest);
        if (await store.CreateAsync(name, content, cancellation)) return new CommitOutcome(true, manifest);

        var existing = await store.ReadAsync(name, cancellation)
            ?? throw new RenderFailedException($"The result {name} vanished while it was committed.");
        return new CommitOutcome(existing.AsSpan().SequenceEqual(content), Decode(name, existing));
    }

    /// <summary>The committed manifest of a name, or null if the work is not done.</summary>
    public static async Task<ResultManifest?> FindAsync(IArtifactStore store, ArtifactName name, CancellationToken cancellation) =>
        await store.ReadAsync(name, cancellation) is { } content ? Decode(name, content) : null;

    private static ResultManifest Decode(ArtifactName name, byte[] content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, ArtifactJson.Default.ResultManifest)
                ?? throw new RenderFailedException($"The result {name} is empty.");
        }
        catch (JsonException e)
        {
            throw new RenderFailedException($"The result {name} is damaged.", e);
        }
    }
}
