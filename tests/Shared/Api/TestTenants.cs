using System.Collections.Concurrent;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Tests.Api;

/// <summary>Tenants whose key is their name behind <c>key-</c>, with terms that a test may change.</summary>
internal sealed class TestTenants : ITenantDirectory
{
    private readonly ConcurrentDictionary<string, TenantTerms> _terms = new();
    private readonly ConcurrentDictionary<string, string> _tenantsByKey = new();

    public static string KeyOf(string tenant) => $"key-{tenant}";

    public void Set(string tenant, TenantTerms terms)
    {
        _terms[tenant] = terms;
        _tenantsByKey[ApiKey.Hash(KeyOf(tenant))] = tenant;
    }

    /// <summary>A tenant's key is valid no more.</summary>
    public void Revoke(string tenant) => _tenantsByKey.TryRemove(ApiKey.Hash(KeyOf(tenant)), out _);

    public Task<TenantTerms?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        Task.FromResult(_terms.GetValueOrDefault(tenant));

    public Task<IReadOnlyDictionary<string, TenantTerms>> ListAsync(CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyDictionary<string, TenantTerms>>(new Dictionary<string, TenantTerms>(_terms));

    public Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation = default) =>
        Task.FromResult(_tenantsByKey.GetValueOrDefault(keySha256));
}
