using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Http.Tests.Sessions;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.OpenApi.Generated;

/// <summary>Thousands of requests made out of the document: valid ones, at bounds, of wrong types, and such as mean
/// harm.</summary>
[Collection(ApiCollection.Name)]
public sealed class GeneratedRequestTests(ApiHost host)
{
    private const int Requests = 5000;
    private const int AtOnce = 4;
    private const string Tenant = "generated";

    // Wrong keys are counted by address, and after ten the others are refused unread.
    private const int Addresses = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The client fails where an answer is not as the document says.</summary>
    [Fact]
    public async Task Answers_ToAnyRequest_AreDescribedAndNeverAFaultOfTheService()
    {
        var video = await host.FinishedVideoAsync(Tenant);
        // Nothing more is stored, so that nothing is rendered.
        host.Tenants.Set(Tenant, new TenantTerms { StoredBytes = 1 });
        var clients = Enumerable.Range(1, Addresses).Select(From).ToArray();
        var answers = new (int Status, string? Fault)[Requests];

        await Parallel.ForAsync(
            0,
            Requests,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (number, cancellation) =>
                answers[number] = await SendAsync(clients[number % Addresses], video, number, cancellation)
        );

        Array.ForEach(clients, client => client.Dispose());
        answers.Select(answer => answer.Fault).OfType<string>().ShouldBeEmpty();
        // Enough of them get past the first checks.
        answers.Count(answer => answer.Status < 300).ShouldBeGreaterThan(Requests / 10);
        answers.Select(answer => answer.Status).Distinct().Count().ShouldBeGreaterThan(8);
        host.Logs.Collector.GetSnapshot().ShouldAllBe(line => !line.Message.Contains("failed unexpectedly"));
    }

    private HttpClient From(int number)
    {
        var client = host.Connect(Browser.LineFrom($"127.0.9.{number}"));
        client.Timeout = Patience;
        return client;
    }

    private async Task<(int Status, string? Fault)> SendAsync(
        HttpClient client,
        string video,
        int number,
        CancellationToken cancellation
    )
    {
        using var request = new GeneratedRequest(host.Description, video, number).Make(TestTenants.KeyOf(Tenant));
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var status = (int)answer.StatusCode;
            return (status, status >= 500 ? Fault($"status {status}") : null);
        }
        catch (Exception e) when (e is ShouldAssertException or HttpRequestException or TaskCanceledException)
        {
            return (0, Fault(e.Message));
        }

        string Fault(string what) => $"request {number}, {request.Method} {request.RequestUri}: {what}";
    }
}
