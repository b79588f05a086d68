using System.Net;
using System.Net.Http.Headers;
using System.Text;
using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary>What operators see, and who may.</summary>
[Collection(MachineCollection.Name)]
public sealed class DashboardTests(Machine machine)
{
    private static readonly HttpClient Http = new();

    [ServersFact]
    public async Task Dashboard_WithAndWithoutKey_OpensOnlyWithTheKey()
    {
        var cluster = (await machine.NewClusterAsync()) with { AdminKey = "open-sesame" };
        await using var gateway = GatewayProcess.Start(cluster);
        await gateway.WaitUntilReadyAsync();

        (await GetAsync(gateway.Ports.Ops, "dashboard/", null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAsync(gateway.Ports.Ops, "dashboard/DashboardCounters", "wrong")).ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (await GetAsync(gateway.Ports.Ops, "dashboard/", "open-sesame")).ShouldBe(HttpStatusCode.OK);
        (await GetAsync(gateway.Ports.Ops, "dashboard/DashboardCounters", "open-sesame")).ShouldBe(HttpStatusCode.OK);
        gateway.Log.ShouldNotContain("open-sesame");

        // The API's port knows none of the operators' pages, whatever the Host header says.
        foreach (var page in (string[])["dashboard/", "metrics", "healthz", "readyz"])
            (
                await GetAsync(gateway.Address.Port, page, "open-sesame", host: $"127.0.0.1:{gateway.Ports.Ops}")
            ).ShouldBe(HttpStatusCode.NotFound, page);
        (await GetAsync(gateway.Ports.Ops, "v1/videos", null)).ShouldBe(HttpStatusCode.NotFound);

        // Whoever guesses is not looked at for a while, and does not fill the log.
        for (var guess = 0; guess < 10; guess++)
            await GetAsync(gateway.Ports.Ops, "dashboard/", $"guess-{guess}");
        (await GetAsync(gateway.Ports.Ops, "dashboard/", "open-sesame")).ShouldBe(HttpStatusCode.TooManyRequests);
        gateway.Log.ShouldNotContain("not authenticated");
    }

    [ServersFact]
    public async Task Dashboard_WithoutAdminKey_IsNotThere()
    {
        await using var gateway = GatewayProcess.Start(await machine.NewClusterAsync());
        await gateway.WaitUntilReadyAsync();

        (await GetAsync(gateway.Ports.Ops, "dashboard/", null)).ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<HttpStatusCode> GetAsync(int port, string page, string? password, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{port}/{page}"));
        request.Headers.Host = host;
        if (password is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{password}"))
            );
        using var answer = await Http.SendAsync(request);
        return answer.StatusCode;
    }
}
