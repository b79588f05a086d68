using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Records;

/// <summary>The tenants that there are, and their terms.</summary>
public interface ITenantDirectory
{
    /// <summary>A tenant's terms, or null if there is no such tenant.</summary>
    Task<TenantTerms?> FindAsync(string tenant, CancellationToken cancellation = default);

    /// <summary>All tenants by name with their terms; empty where any name is a tenant.</summary>
    Task<IReadOnlyDictionary<string, TenantTerms>> ListAsync(CancellationToken cancellation = default);

    /// <summary>The tenant that a key belongs to, or null. Keys themselves are never stored.</summary>
    /// <param name="keySha256">Lower-case hexadecimal SHA-256 of the key's UTF-8 bytes.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation = default);
}
