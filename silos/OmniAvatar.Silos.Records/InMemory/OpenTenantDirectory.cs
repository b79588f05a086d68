using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The directory of a cluster without tenants: whoever asks has the released terms, and nobody has a
/// key.</summary>
public sealed class OpenTenantDirectory : ITenantDirectory
{
    /// <inheritdoc/>
    public Task<TenantTerms?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        Task.FromResult<TenantTerms?>(new TenantTerms());

    /// <inheritdoc/>
    public Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation = default) =>
        Task.FromResult<string?>(null);
}
