using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Tests.Cluster;

/// <summary>Every tenant has the same terms.</summary>
internal sealed class OneTenant(TenantTerms terms) : ITenantDirectory
{
    public Task<TenantTerms?> FindAsync(string tenant) => Task.FromResult<TenantTerms?>(terms);

    public Task<string?> FindByKeyAsync(string keySha256) => Task.FromResult<string?>(null);
}
