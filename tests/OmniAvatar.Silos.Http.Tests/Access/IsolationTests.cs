using System.Net;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Access;

/// <summary>Whatever one tenant sends, of another's videos it learns nothing and to them it does nothing.</summary>
[Collection(ApiCollection.Name)]
public sealed class IsolationTests(ApiHost host) : IAsyncLifetime
{
    private readonly HttpClient _owner = host.ClientOf("tenant-b");
    private readonly HttpClient _intruder = host.ClientOf("tenant-a");
    private string _id = "";

    public static TheoryData<string, string> Routes() =>
        new()
        {
            { "GET", "v1/videos/{0}" },
            { "DELETE", "v1/videos/{0}" },
            { "GET", "v1/videos/{0}/content" },
            { "HEAD", "v1/videos/{0}/content" },
            { "POST", "v1/videos/{0}/cancel" },
            { "POST", "v1/videos/{0}/resume" },
        };

    public async Task InitializeAsync() => _id = await host.FinishedVideoAsync("tenant-b");

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_WithAnothersId_DoesNotKnowIt(string method, string route)
    {
        string[] ids =
        [
            _id,
            $"tenant-b/{_id}",
            $"tenant-b%2F{_id}",
            $"..%2Ftenant-b%2F{_id}",
            $"%2e%2e%2ftenant-b%2f{_id}",
            $"..%5Ctenant-b%5C{_id}",
            _id.ToUpperInvariant(),
            $"{_id}%20",
            $"{_id};",
            new string('a', 65),
            new string('a', 4000),
            "%F0%9F%98%80",
            "..%2F",
            "*",
        ];
        foreach (var id in ids)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), string.Format(null, route, id));
            using var answer = await _intruder.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, id);
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain("tenant-b\"", customMessage: id);
        }

        (await _owner.VideoAsync(_id)).Text("status").ShouldBe("completed");
        (await _owner.GetAsync($"v1/videos/{_id}/content")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Route_WithAnothersId_AnswersAsForAnIdThatNeverWas()
    {
        var anothers = await _intruder.GetAsync($"v1/videos/{_id}");
        var nobodys = await _intruder.GetAsync($"v1/videos/video_{new string('0', 32)}");

        (await anothers.Content.ReadAsStringAsync()).ShouldBe(await nobodys.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task List_OfAnotherTenant_ShowsNothingEvenAfterAnothersId()
    {
        (await (await _intruder.GetAsync("v1/videos")).JsonAsync()).GetProperty("data").GetArrayLength().ShouldBe(0);
        (await (await _intruder.GetAsync($"v1/videos?after={_id}")).JsonAsync())
            .GetProperty("data")
            .GetArrayLength()
            .ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic a2V5LXRlbmFudC1iOg==")]
    [InlineData("Bearer key-tenant-b extra")]
    public async Task Route_WithoutAKnownKey_AsksForOne(string? header)
    {
        using var stranger = host.Connect();
        foreach (
            var (method, path) in ((string, string)[])
                [
                    ("GET", "v1/videos"),
                    ("POST", "v1/videos"),
                    ("GET", $"v1/videos/{_id}"),
                    ("GET", $"v1/videos/{_id}/content"),
                    ("DELETE", $"v1/videos/{_id}"),
                    ("GET", "v1/models"),
                    ("GET", "v1/nothing"),
                ]
        )
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);

            using var answer = await stranger.SendAsync(request);

            await answer.RefusalAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
            answer.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
        }
    }
}
