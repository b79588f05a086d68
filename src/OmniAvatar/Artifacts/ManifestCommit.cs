using System.Text.Json;

namespace OmniAvatar.Artifacts;

/// <summary>Who made the result: this attempt, or another whose manifest was there first.</summary>
/// <param name="Won">Whether the offered manifest is the result.</param>
/// <param name="Result">The manifest that counts.</param>
public sealed record CommitOutcome(bool Won, ResultManifest Result);

/// <summary>Reads and creates <c>result.json</c>; its presence is the only truth about what is done.</summary>
public static class ManifestCommit
{
    private const int Sha256Digits = 64;

    /// <summary>
    /// Offers a manifest under a name. The first creation wins; a creation refused because the name exists is read
    /// back, and the same content (a retried call whose reply was lost) counts as won.
    /// </summary>
    public static async Task<CommitOutcome> CommitAsync(
        IArtifactStore store,
        ArtifactName name,
        ResultManifest manifest,
        CancellationToken cancellation
    )
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(manifest, ArtifactJson.Default.ResultManifest);
        if (await store.CreateAsync(name, content, cancellation))
            return new CommitOutcome(true, manifest);

        var existing =
            await store.ReadAsync(name, cancellation)
            ?? throw new DamagedException($"The result {name} vanished while it was committed.", name.Value);
        return new CommitOutcome(existing.AsSpan().SequenceEqual(content), Decode(name, existing));
    }

    /// <summary>The committed manifest of a name, or null if the work is not done.</summary>
    /// <exception cref="DamagedException">The existing manifest cannot be read.</exception>
    public static async Task<ResultManifest?> FindAsync(
        IArtifactStore store,
        ArtifactName name,
        CancellationToken cancellation
    ) => await store.ReadAsync(name, cancellation) is { } content ? Decode(name, content) : null;

    private static ResultManifest Decode(ArtifactName name, byte[] content)
    {
        var manifest = ArtifactJson.Read(content, ArtifactJson.Default.ResultManifest, name);
        return manifest.Parts.All(IsSound)
            ? manifest
            : throw new DamagedException($"The result {name} is damaged.", name.Value);
    }

    private static bool IsSound(ArtifactPart? part) =>
        part is { Bytes: >= 0, Role: not null, Name: not null, Sha256.Length: Sha256Digits }
        && ArtifactName.TryParse(part.Name, out _)
        && part.Sha256.All(char.IsAsciiHexDigitLower);
}
