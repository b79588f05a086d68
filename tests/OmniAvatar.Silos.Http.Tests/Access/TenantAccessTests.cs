using System.Net;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Access;

[Collection(ApiCollection.Name)]
public sealed class TenantAccessTests(ApiHost host)
{
    [Fact]
    public async Task Route_WithoutAKnownKey_WritesNothingToTheLog()
    {
        using var stranger = host.Connect();
        var before = host.Logs.Collector.Count;

        for (var i = 0; i < 10; i++)
        {
            stranger.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue(
                "Bearer",
                $"unknown-{i}"
            );
            (await stranger.GetAsync("v1/videos")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        host.Logs.Collector.GetSnapshot()
            .Skip(before)
            .Where(line => line.Category!.StartsWith("OmniAvatar.Silos.Http", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }
}
