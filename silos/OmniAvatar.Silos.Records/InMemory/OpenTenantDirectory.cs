using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The directory of a cluster without tenants: every tenant has the default terms, and no key is
/// valid.</summary>
public sealed class OpenTenantDirectory : ITenantDirectory
{
    /// <inheritdoc/>
    public Task<TenantTerms?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        AtOnce.RunAsync<TenantTerms?>(() => new TenantTerms(), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, TenantTerms>> ListAsync(CancellationToken cancellation = default) =>
        AtOnce.RunAsync<IReadOnlyDictionary<string, TenantTerms>>(
            () => new Dictionary<string, TenantTerms>(),
            cancellation
        );

    /// <inheritdoc/>
    public Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation = default) =>
        AtOnce.RunAsync<string?>(() => null, cancellation);
}
