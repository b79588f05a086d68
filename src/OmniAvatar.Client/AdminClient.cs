using System.Globalization;
using System.Net.Http.Json;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Client;

/// <summary>The operator's view of a service: slots, tenants, failures and keys. Every method throws
/// <see cref="VideoApiException"/> where the service refuses or does not answer.</summary>
/// <param name="http">As for <see cref="VideoClient"/>, with the operator's key.</param>
public sealed class AdminClient(HttpClient http)
{
    private const string Keys = "v1/admin/keys";

    private readonly VideoClient _client = new(http);

    /// <summary>Every slot, and what waits.</summary>
    public Task<AdminPool> PoolAsync(CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Get, "v1/admin/pool", VideoJson.Default.AdminPool, cancellation);

    /// <summary>Has a slot finish what it renders and take no more.</summary>
    public Task<AdminDrain> DrainAsync(string slot, CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Post, DrainOf(slot), VideoJson.Default.AdminDrain, cancellation);

    /// <summary>Has a drained slot take work again.</summary>
    public Task<AdminDrain> TakeBackAsync(string slot, CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Delete, DrainOf(slot), VideoJson.Default.AdminDrain, cancellation);

    /// <summary>Every tenant: what it may, and what it has.</summary>
    public Task<AdminTenants> TenantsAsync(CancellationToken cancellation) =>
        _client.AskAsync(HttpMethod.Get, "v1/admin/tenants", VideoJson.Default.AdminTenants, cancellation);

    /// <summary>The videos that failed last.</summary>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<AdminFailures> FailuresAsync(int limit, CancellationToken cancellation) =>
        _client.AskAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"v1/admin/failures?limit={limit}"),
            VideoJson.Default.AdminFailures,
            cancellation
        );

    /// <summary>Keys, without the keys themselves.</summary>
    /// <param name="tenant">Whose; null for everybody's.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<AdminKeys> KeysAsync(string? tenant, CancellationToken cancellation)
    {
        var ofTenant = tenant is null ? "" : $"?tenant={Uri.EscapeDataString(tenant)}";
        return _client.AskAsync(HttpMethod.Get, $"{Keys}{ofTenant}", VideoJson.Default.AdminKeys, cancellation);
    }

    /// <summary>Creates a key and shows it, once.</summary>
    public async Task<AdminNewKey> CreateKeyAsync(string tenant, string name, CancellationToken cancellation)
    {
        using var body = JsonContent.Create(new AdminKeyRequest(tenant, name), VideoJson.Default.AdminKeyRequest);
        return await _client.AskAsync(HttpMethod.Post, Keys, VideoJson.Default.AdminNewKey, cancellation, body);
    }

    /// <summary>Revokes a key; the next request with it is refused.</summary>
    public Task<AdminKeyRevoked> RevokeKeyAsync(string tenant, string name, CancellationToken cancellation) =>
        _client.AskAsync(
            HttpMethod.Delete,
            $"{Keys}/{Uri.EscapeDataString(tenant)}/{Uri.EscapeDataString(name)}",
            VideoJson.Default.AdminKeyRevoked,
            cancellation
        );

    private static string DrainOf(string slot) => $"v1/admin/slots/{Uri.EscapeDataString(slot)}/drain";
}
