using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Records;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Client.Tests;

[Collection(ApiCollection.Name)]
public sealed class AdminClientTests : IDisposable
{
    private readonly ApiHost _host;
    private readonly HttpClient _http;
    private readonly AdminClient _client;

    public AdminClientTests(ApiHost host)
    {
        _host = host;
        _http = host.Connect();
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiHost.AdminKey);
        _client = new AdminClient(_http);
    }

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Drain_ASlot_IsSeenInThePoolUntilItIsTakenBack()
    {
        await _host.FinishedVideoAsync("admin-client");
        var slot = (await _client.PoolAsync(default)).Slots[0].Name;

        try
        {
            (await _client.DrainAsync(slot, default)).Draining.ShouldBeTrue();
            (await _client.PoolAsync(default)).Slots.Single(one => one.Name == slot).Draining.ShouldBeTrue();
        }
        finally
        {
            (await _client.TakeBackAsync(slot, default)).Draining.ShouldBeFalse();
        }
        (await _client.PoolAsync(default)).Slots.Single(one => one.Name == slot).Draining.ShouldBeFalse();
    }

    [Fact]
    public async Task Tenants_AndFailures_AreThoseOfTheService()
    {
        _host.ClientOf("admin-client-tenant").Dispose();

        (await _client.TenantsAsync(default)).Data.ShouldContain(tenant => tenant.Name == "admin-client-tenant");
        (await _client.FailuresAsync(5, default)).Data.Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task Keys_CreatedAndRevoked_AreListedMeanwhile()
    {
        _host.ClientOf("admin-client-keys").Dispose();
        await _host
            .Services.GetRequiredService<RecordedTenantDirectory>()
            .SetAsync("admin-client-keys", new TenantTerms());

        var refusal = await Should.ThrowAsync<VideoApiException>(() =>
            _client.CreateKeyAsync("admin-client-keys", "two words", default)
        );
        refusal.Message.ShouldStartWith("'name' must be");
        (await _client.CreateKeyAsync("admin-client-keys", "laptop", default)).Key.ShouldNotBeEmpty();
        (await _client.KeysAsync("admin-client-keys", default)).Data.ShouldContain(key => key.Name == "laptop");
        (await _client.RevokeKeyAsync("admin-client-keys", "laptop", default)).Revoked.ShouldBeTrue();
        (await _client.KeysAsync(null, default)).Data.ShouldNotContain(key => key.Name == "laptop");
    }
}
