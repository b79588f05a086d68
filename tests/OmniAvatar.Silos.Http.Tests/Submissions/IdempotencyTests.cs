using System.Net;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

[Collection(ApiCollection.Name)]
public sealed class IdempotencyTests(ApiHost host)
{
    private readonly HttpClient _client = host.ClientOf("repeater");

    [Fact]
    public async Task Create_SameKeyAndBodyTwice_IsOneVideo()
    {
        var first = await SubmitAsync(_client, "twice");
        var second = await SubmitAsync(_client, "twice");

        second.ShouldBe(first);
    }

    [Fact]
    public async Task Create_SameKeyManyTimesAtOnce_IsOneVideo()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SubmitAsync(_client, "at-once")));

        ids.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Create_SameKeyAndAnotherBody_IsRefused()
    {
        await SubmitAsync(_client, "changed");
        using var other = TestSubmissions.Form(("seed", "43"));

        await (await _client.SubmitAsync(other, "changed")).RefusalAsync(
            HttpStatusCode.Conflict,
            "idempotency_key_reused"
        );
    }

    [Fact]
    public async Task Create_SameKeyOfAnotherTenant_IsAnotherVideo()
    {
        using var neighbour = host.ClientOf("repeaters-neighbour");

        (await SubmitAsync(neighbour, "shared")).ShouldNotBe(await SubmitAsync(_client, "shared"));
    }

    [Fact]
    public async Task Create_WithoutKeyTwice_IsTwoVideos() =>
        (await _client.SubmitAsync()).ShouldNotBe(await _client.SubmitAsync());

    [Fact]
    public async Task Create_RefusedRequest_LeavesItsKeyFree()
    {
        using var wrong = TestSubmissions.Form(("size", "1x1"));
        await (await _client.SubmitAsync(wrong, "mended")).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");

        await SubmitAsync(_client, "mended");
    }

    private static async Task<string> SubmitAsync(HttpClient client, string key)
    {
        using var form = TestSubmissions.Form();
        return (await (await client.SubmitAsync(form, key)).JsonAsync()).Text("id");
    }
}
