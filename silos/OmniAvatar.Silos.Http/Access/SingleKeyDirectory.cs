using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>The directory of a service with one tenant and one key.</summary>
public sealed class SingleKeyDirectory(string tenant, string key) : ITenantDirectory
{
    private readonly byte[] _keySha256 = Encoding.ASCII.GetBytes(ApiKey.Hash(key));

    /// <inheritdoc/>
    public Task<TenantTerms?> FindAsync(string name, CancellationToken cancellation = default) =>
        Task.FromResult(name == tenant ? new TenantTerms() : null);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, TenantTerms>> ListAsync(CancellationToken cancellation = default) =>
        Task.FromResult<IReadOnlyDictionary<string, TenantTerms>>(
            new Dictionary<string, TenantTerms> { [tenant] = new() }
        );

    /// <inheritdoc/>
    public Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation = default) =>
        Task.FromResult(
            CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(keySha256), _keySha256) ? tenant : null
        );
}
