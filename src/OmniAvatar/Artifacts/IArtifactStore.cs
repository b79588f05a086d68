namespace OmniAvatar.Artifacts;

/// <summary>
/// Named, immutable files. A file appears whole or not at all, and <see cref="CreateAsync"/> lets exactly one of many
/// writers win.
/// </summary>
/// <remarks>
/// Failures are of three kinds: <see cref="OutageException"/> (the store does not answer),
/// <see cref="ResourcesException"/> (disk full, no permission) and <see cref="DamagedException"/> (an artifact is gone,
/// or not what it should be).
/// </remarks>
public interface IArtifactStore
{
    /// <summary>
    /// Takes over a finished local file: the store may move it, so the caller must not use it afterwards. Replaces a
    /// file of the same name. Durable on return (file and folder synced).
    /// </summary>
    /// <returns>The part with its length and SHA-256.</returns>
    Task<ArtifactPart> PutFileAsync(string role, ArtifactName name, string localPath, CancellationToken cancellation);

    /// <summary>Copies an artifact within the store, without its bytes passing through this process where the store can
    /// do that. Replaces a file of the new name; durable on return.</summary>
    /// <exception cref="DamagedException">The artifact does not exist.</exception>
    Task CopyAsync(ArtifactName from, ArtifactName to, CancellationToken cancellation);

    /// <summary>Creates a small file if none of that name exists; durable on return.</summary>
    /// <returns>True if this call created it; false if it was there already (its content stays).</returns>
    Task<bool> CreateAsync(ArtifactName name, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>Reads a small file (at most 16 MiB), or null if absent.</summary>
    Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation);

    /// <summary>A local path to read the artifact from; it may be the stored file itself and must not be
    /// changed.</summary>
    /// <exception cref="DamagedException">The artifact does not exist.</exception>
    Task<string> FetchAsync(ArtifactName name, CancellationToken cancellation);

    /// <summary>The same for a part of a manifest: where its content is on this machine already, the store need not be
    /// asked.</summary>
    /// <exception cref="DamagedException">The artifact does not exist, or has another length or hash.</exception>
    Task<string> FetchAsync(ArtifactPart part, CancellationToken cancellation) =>
        FetchAsync(ArtifactName.Parse(part.Name), cancellation);

    /// <summary>All names at or below a prefix of whole levels, in no order.</summary>
    IAsyncEnumerable<ArtifactName> ListAsync(ArtifactName prefix, CancellationToken cancellation);

    /// <summary>The levels directly below a prefix of whole levels, or at the store's root, in no order: folders and
    /// files alike.</summary>
    IAsyncEnumerable<ArtifactName> ListLevelAsync(ArtifactName? prefix, CancellationToken cancellation);

    /// <summary>Bytes of everything at or below a prefix.</summary>
    Task<long> MeasureAsync(ArtifactName prefix, CancellationToken cancellation);

    /// <summary>Deletes everything at or below a prefix; it is not an error if nothing is there.</summary>
    Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation);
}
