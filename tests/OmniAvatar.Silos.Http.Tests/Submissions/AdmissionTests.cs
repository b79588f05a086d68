using System.Net;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Http.Tests.Host;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

[Collection(ApiCollection.Name)]
public sealed class AdmissionTests(ApiHost host)
{
    [Fact]
    public async Task Create_OverTheTenantsBytes_SaysWhatToDoAndWhen()
    {
        using var client = host.ClientOf("small-shelf", new TenantTerms { StoredBytes = 1000 });
        using var form = Host.Submissions.Form();

        using var answer = await client.SubmitAsync(form);

        var error = await answer.RefusalAsync(HttpStatusCode.TooManyRequests, "insufficient_quota");
        error.Text("message").ShouldContain("delete videos");
        answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
        (await host.Store.ListAsync(ArtifactName.Parse("small-shelf"), default).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_IntoAFullQueue_IsToldToComeAgain()
    {
        using var client = host.ClientOf("late-comer");
        using var form = Host.Submissions.Form();
        var bound = host.Options.QueueReadyWork;
        host.Options.QueueReadyWork = 0;
        try
        {
            using var answer = await client.SubmitAsync(form);

            await answer.RefusalAsync(HttpStatusCode.ServiceUnavailable, "queue_full");
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }
        finally
        {
            host.Options.QueueReadyWork = bound;
        }
    }
}
