using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Records;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Admin;

[Collection(ApiCollection.Name)]
public sealed class AdminTests : IDisposable
{
    private readonly ApiHost _host;
    private readonly HttpClient _operator;

    public AdminTests(ApiHost host)
    {
        _host = host;
        _operator = host.Connect();
        _operator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiHost.AdminKey);
    }

    public void Dispose()
    {
        _host.Turnstile.Fail = false;
        _host.Turnstile.Open();
        _operator.Dispose();
    }

    [Theory]
    [InlineData("GET", "pool")]
    [InlineData("GET", "tenants")]
    [InlineData("GET", "failures")]
    [InlineData("GET", "keys")]
    [InlineData("POST", "keys")]
    [InlineData("DELETE", "keys/a/b")]
    [InlineData("POST", "slots/a/drain")]
    [InlineData("DELETE", "slots/a/drain")]
    public async Task Route_WithATenantsKey_IsRefused(string method, string path)
    {
        using var tenant = _host.ClientOf("admin-not");

        using var answer = await tenant.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"v1/admin/{path}"));

        await answer.RefusalAsync(HttpStatusCode.Forbidden, "operators_only");
    }

    [Fact]
    public async Task Route_OfATenant_TakesTheOperatorsKeyForAnUnknownOne() =>
        await (await _operator.GetAsync("v1/videos")).RefusalAsync(HttpStatusCode.Unauthorized, "invalid_api_key");

    [Fact]
    public async Task Drain_SlotAtWork_FinishesAndTakesNoMoreUntilItIsTakenBack()
    {
        using var tenant = _host.ClientOf("admin-drain");
        _host.Turnstile.Close();
        var first = await tenant.SubmitAsync();
        var slot = await UntilSlotAsync(slot => slot.GetProperty("work").ValueKind == JsonValueKind.Object);
        var work = slot.GetProperty("work");
        (work.Text("tenant"), work.Text("video")).ShouldBe(("admin-drain", first));
        work.GetProperty("since").GetInt64().ShouldBeInRange(1, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        slot.Text("model").ShouldBe(ApiHost.Model);
        var drain = $"v1/admin/slots/{Uri.EscapeDataString(slot.Text("name"))}/drain";

        try
        {
            (await (await _operator.PostAsync(drain, null)).JsonAsync())
                .GetProperty("draining")
                .GetBoolean()
                .ShouldBeTrue();
            _host.Turnstile.Open();
            await UntilSlotAsync(seen =>
                seen.GetProperty("draining").GetBoolean() && seen.GetProperty("work").ValueKind == JsonValueKind.Null
            );
            (await tenant.VideoAsync(first)).Text("status").ShouldBeOneOf("queued", "in_progress");
        }
        finally
        {
            (await _operator.DeleteAsync(drain)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await tenant.UntilAsync(first, "completed");
    }

    [Fact]
    public async Task Drain_UnknownSlot_IsNotFound() =>
        await (await _operator.PostAsync("v1/admin/slots/nobody/drain", null)).RefusalAsync(
            HttpStatusCode.NotFound,
            "slot_not_found"
        );

    [Fact]
    public async Task Tenants_WithVideos_HaveLimitsAndStoredBytes()
    {
        using var tenant = _host.ClientOf("admin-tenant", new TenantTerms { Weight = 2, StoredBytes = 1L << 40 });
        await tenant.UntilAsync(await tenant.SubmitAsync(), "completed");

        var seen = (await (await _operator.GetAsync("v1/admin/tenants")).JsonAsync())
            .GetProperty("data")
            .EnumerateArray()
            .Single(row => row.Text("name") == "admin-tenant");

        seen.GetProperty("weight").GetDouble().ShouldBe(2);
        seen.GetProperty("stored_bytes").GetInt64().ShouldBeGreaterThan(0);
        seen.GetProperty("stored_bytes_limit").GetInt64().ShouldBe(1L << 40);
        seen.GetProperty("slots_limit").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Failures_OfAnyTenant_HaveThePublicReasonAndItsId()
    {
        using var tenant = _host.ClientOf("admin-failed");
        _host.Turnstile.Fail = true;
        var id = await tenant.SubmitAsync();
        var failed = await tenant.UntilAsync(id, "failed");
        _host.Turnstile.Fail = false;

        // The index learns of it just after the job itself.
        var (seen, answer) = await UntilListedAsync("failures?limit=100", "data", row => row.Text("video") == id);

        seen.Text("tenant").ShouldBe("admin-failed");
        seen.GetProperty("error").Text("message").ShouldBe(failed.GetProperty("error").Text("message"));
        seen.GetProperty("error").Text("incident").ShouldNotBeEmpty();
        answer.GetProperty("by_kind").GetProperty(seen.GetProperty("error").Text("kind")).GetInt32().ShouldBePositive();
        await (await _operator.GetAsync("v1/admin/failures?limit=0")).RefusalAsync(
            HttpStatusCode.BadRequest,
            "invalid_value"
        );
    }

    [Fact]
    public async Task Keys_CreatedListedAndRevoked_AreShownOnce()
    {
        using var tenant = _host.ClientOf("admin-keys");
        var directory = _host.Services.GetRequiredService<RecordedTenantDirectory>();
        await directory.SetAsync("admin-keys", new TenantTerms());
        var body = new { tenant = "admin-keys", name = "laptop" };

        var created = await (await _operator.PostAsJsonAsync("v1/admin/keys", body)).JsonAsync();
        var again = await _operator.PostAsJsonAsync("v1/admin/keys", body);
        var listed = await (await _operator.GetAsync("v1/admin/keys?tenant=admin-keys")).JsonAsync();
        (await directory.FindByKeyAsync(ApiKey.Hash(created.Text("key")))).ShouldBe("admin-keys");
        var revoked = await _operator.DeleteAsync("v1/admin/keys/admin-keys/laptop");

        await again.RefusalAsync(HttpStatusCode.Conflict, "key_exists");
        listed.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().Text("name").ShouldBe("laptop");
        listed.GetRawText().ShouldNotContain(created.Text("key"));
        (await revoked.JsonAsync()).GetProperty("revoked").GetBoolean().ShouldBeTrue();
        (await directory.FindByKeyAsync(ApiKey.Hash(created.Text("key")))).ShouldBeNull();
        await (await _operator.DeleteAsync("v1/admin/keys/admin-keys/laptop")).RefusalAsync(
            HttpStatusCode.NotFound,
            "key_not_found"
        );
    }

    [Theory]
    [InlineData("nobody", "laptop", HttpStatusCode.NotFound, "tenant_not_found")]
    [InlineData("admin-keys", "two words", HttpStatusCode.BadRequest, "invalid_value")]
    [InlineData("", "laptop", HttpStatusCode.BadRequest, "invalid_value")]
    public async Task Keys_OfNobodyOrWithoutAName_AreRefused(
        string tenant,
        string name,
        HttpStatusCode status,
        string code
    ) => await (await _operator.PostAsJsonAsync("v1/admin/keys", new { tenant, name })).RefusalAsync(status, code);

    private async Task<JsonElement> UntilSlotAsync(Func<JsonElement, bool> isWanted) =>
        (await UntilListedAsync("pool", "slots", isWanted)).Row;

    /// <summary>The first row of a list that is wanted, and the answer it stands in.</summary>
    private async Task<(JsonElement Row, JsonElement Answer)> UntilListedAsync(
        string route,
        string list,
        Func<JsonElement, bool> isWanted
    )
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var answer = await (await _operator.GetAsync($"v1/admin/{route}", patience.Token)).JsonAsync();
            foreach (var row in answer.GetProperty(list).EnumerateArray())
                if (isWanted(row))
                    return (row, answer);
            await Task.Delay(20, patience.Token);
        }
    }
}
