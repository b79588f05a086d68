using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>Every tenant has the same terms.</summary>
internal sealed class OneTenant(TenantTerms terms) : ITenantDirectory
{
    public Task<TenantTerms?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        Task.FromResult<TenantTerms?>(terms);

    public Task<IReadOnlyDictionary<string, TenantTerms>> ListAsync(CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyDictionary<string, TenantTerms>>(new Dictionary<string, TenantTerms>());

    public Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation = default) =>
        Task.FromResult<string?>(null);
}
