namespace OmniAvatar.Grains.Records;

/// <summary>The keys of all tenants, for whoever manages them.</summary>
public interface IKeyDirectory
{
    /// <summary>Creates a new key of an existing tenant. It cannot be read again later.</summary>
    /// <returns>The key, or null if the tenant has one of this name.</returns>
    Task<string?> AddKeyAsync(string tenant, string name, CancellationToken cancellation = default);

    /// <summary>A tenant's keys, or everybody's, by tenant and then by age.</summary>
    Task<IReadOnlyList<ApiKey>> ListKeysAsync(string? tenant, CancellationToken cancellation = default);

    /// <summary>Revokes a key: the next request with it is refused.</summary>
    /// <returns>False if the tenant has no key of this name.</returns>
    Task<bool> RevokeKeyAsync(string tenant, string name, CancellationToken cancellation = default);

    /// <summary>Notes that requests came with these keys just now.</summary>
    /// <param name="keySha256">Lower-case hexadecimal SHA-256 of each key; one that is unknown is left out.</param>
    /// <param name="cancellation">Gives up.</param>
    Task NoteUseAsync(IReadOnlyCollection<string> keySha256, CancellationToken cancellation = default);
}
