using System.Net;
using System.Text;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Sessions;

[Collection(ApiCollection.Name)]
public sealed class SessionTests(ApiHost host) : IDisposable
{
    private readonly Browser _browser = new(host);

    public void Dispose() => _browser.Dispose();

    [Fact]
    public async Task Show_WithoutAKey_IsNobodyOfAServiceThatNeedsOne()
    {
        var session = await (await _browser.Client.GetAsync("v1/session")).JsonAsync();

        session.GetProperty("tenant").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        session.GetProperty("needs_key").GetBoolean().ShouldBeTrue();
        session.GetProperty("operator").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Open_WithATenantsKey_OpensWhatThatKeyOpens()
    {
        using var owner = host.ClientOf("session-owner");
        var id = await owner.SubmitAsync();

        using var opened = await _browser.SignInAsync(TestTenants.KeyOf("session-owner"));

        (await opened.JsonAsync()).Text("tenant").ShouldBe("session-owner");
        var cookie = opened.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("path=/v1");
        cookie.ShouldNotContain("secure");
        cookie.ShouldNotContain(TestTenants.KeyOf("session-owner"));
        (await _browser.Client.VideoAsync(id)).Text("id").ShouldBe(id);
        (await (await _browser.Client.GetAsync("v1/session")).JsonAsync()).Text("tenant").ShouldBe("session-owner");
    }

    [Fact]
    public async Task Open_ByHttpsBehindAProxy_KeepsTheCookieOffHttp()
    {
        using var owner = host.ClientOf("session-https");
        var key = Browser.Key(TestTenants.KeyOf("session-https"));
        using var opened = await _browser.SendAsync(HttpMethod.Post, "v1/session", key, ("X-Forwarded-Proto", "https"));

        opened.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldContain("secure");
    }

    [Fact]
    public async Task Request_AfterItsKeyWasRevoked_IsRefused()
    {
        using var owner = host.ClientOf("session-revoked");
        await _browser.SignInAsync(TestTenants.KeyOf("session-revoked"));
        (await _browser.Client.GetAsync("v1/videos")).StatusCode.ShouldBe(HttpStatusCode.OK);

        host.Tenants.Revoke("session-revoked");

        await (await _browser.Client.GetAsync("v1/videos")).RefusalAsync(
            HttpStatusCode.Unauthorized,
            "invalid_api_key"
        );
    }

    [Fact]
    public async Task Close_EndsTheSession()
    {
        using var owner = host.ClientOf("session-closed");
        await _browser.SignInAsync(TestTenants.KeyOf("session-closed"));

        await (await _browser.SendAsync(HttpMethod.Delete, "v1/session")).JsonAsync();

        (await _browser.Client.GetAsync("v1/videos")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Accept", "*/*")]
    public async Task Change_WithoutProofOfTheOrigin_IsRefused(string header, string value)
    {
        using var owner = host.ClientOf("session-forged");
        var id = await owner.SubmitAsync();
        await _browser.SignInAsync(TestTenants.KeyOf("session-forged"));

        foreach (
            var (method, path) in ((HttpMethod, string)[])
                [
                    (HttpMethod.Delete, $"v1/videos/{id}"),
                    (HttpMethod.Post, $"v1/videos/{id}/cancel"),
                    (HttpMethod.Post, "v1/videos"),
                    (HttpMethod.Delete, "v1/session"),
                ]
        )
        {
            using var answer = await _browser.SendAsync(method, path, null, (header, value));
            await answer.RefusalAsync(HttpStatusCode.Forbidden, "foreign_origin");
        }
        (await owner.VideoAsync(id)).Text("id").ShouldBe(id);
    }

    [Fact]
    public async Task Change_WithTheOriginAlone_IsTaken()
    {
        using var owner = host.ClientOf("session-origin");
        var id = await owner.SubmitAsync();
        await _browser.SignInAsync(TestTenants.KeyOf("session-origin"));
        var origin = host.Address.GetLeftPart(UriPartial.Authority);

        using var answer = await _browser.SendAsync(HttpMethod.Delete, $"v1/videos/{id}", null, ("Origin", origin));

        (await answer.JsonAsync()).GetProperty("deleted").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"key": "wrong", "more": 1}""", "application/json", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData("""{"key": ""}""", "application/json", HttpStatusCode.BadRequest, "invalid_value")]
    [InlineData("{}", "application/json", HttpStatusCode.BadRequest, "invalid_value")]
    [InlineData("[", "application/json", HttpStatusCode.BadRequest, "malformed_body")]
    [InlineData("""{"key": "wrong"}""", "text/plain", HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    public async Task Open_WithAnotherBody_SaysWhatIsMissing(
        string body,
        string type,
        HttpStatusCode status,
        string code
    )
    {
        using var answer = await _browser.SendAsync(
            HttpMethod.Post,
            "v1/session",
            new StringContent(body, Encoding.UTF8, type)
        );

        await answer.RefusalAsync(status, code);
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Open_FromAPageOfAnotherService_IsRefused()
    {
        using var owner = host.ClientOf("session-planted");
        using var answer = await _browser.SendAsync(
            HttpMethod.Post,
            "v1/session",
            Browser.Key(TestTenants.KeyOf("session-planted")),
            ("Origin", "https://evil.example")
        );

        await answer.RefusalAsync(HttpStatusCode.Forbidden, "foreign_origin");
        answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
    }

    [Fact]
    public async Task Open_AfterTenWrongKeys_IsRefusedUnreadForThatAddressAlone()
    {
        using var owner = host.ClientOf("session-guessed");
        using var guesser = new Browser(host, from: "127.0.0.7");
        for (var i = 0; i < 10; i++)
            (await guesser.SignInAsync($"wrong-{i}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var refused = await guesser.SignInAsync(TestTenants.KeyOf("session-guessed"));

        await refused.RefusalAsync(HttpStatusCode.TooManyRequests, "too_many_wrong_keys");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await _browser.SignInAsync(TestTenants.KeyOf("session-guessed"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Open_WithTheOperatorsKey_IsTheOperatorAndNoTenant()
    {
        var session = await (await _browser.SignInAsync(ApiHost.AdminKey)).JsonAsync();

        session.GetProperty("operator").GetBoolean().ShouldBeTrue();
        session.GetProperty("tenant").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await _browser.Client.GetAsync("v1/videos")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Open_WithBothKeys_IsBothAtOnce()
    {
        using var owner = host.ClientOf("session-both");
        await _browser.SignInAsync(TestTenants.KeyOf("session-both"));
        await _browser.SignInAsync(ApiHost.AdminKey);

        var session = await (await _browser.Client.GetAsync("v1/session")).JsonAsync();

        session.Text("tenant").ShouldBe("session-both");
        session.GetProperty("operator").GetBoolean().ShouldBeTrue();
    }
}
