using System.Net;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

[Collection(ApiCollection.Name)]
public sealed class AdmissionTests(ApiHost host)
{
    // The picture as it is kept, and a second of sound: as samples of four bytes and as it came.
    private static readonly long InputBytes = TestSubmissions.Picture.Length + 16_000 * 4 + 16_000 * 2;

    [Fact]
    public async Task Create_OverTheTenantsBytes_SaysWhatToDoAndWhen()
    {
        using var client = host.ClientOf("small-shelf", RoomFor(1));
        await client.SubmitAsync();
        using var form = TestSubmissions.Form();

        using var answer = await client.SubmitAsync(form);

        var error = await answer.RefusalAsync(HttpStatusCode.TooManyRequests, "insufficient_quota");
        error.Text("message").ShouldContain("delete videos");
        answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Create_LargerThanTheTenantsLimit_IsToldThatItNeverFits()
    {
        using var client = host.ClientOf("tiny-shelf", new TenantTerms { StoredBytes = 1000 });
        using var form = TestSubmissions.Form();

        using var answer = await client.SubmitAsync(form);

        (await answer.RefusalAsync(HttpStatusCode.Forbidden, "exceeds_quota")).Text("message").ShouldContain("KB");
        answer.Headers.RetryAfter.ShouldBeNull();
        (await host.Store.ListAsync(ArtifactName.Parse("tiny-shelf"), default).ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_AfterOthersWereDeleted_CountsWhatIsThereAlone()
    {
        using var client = host.ClientOf("tidy", RoomFor(1));

        for (var i = 0; i < 4; i++)
        {
            using var deleted = await client.DeleteAsync($"v1/videos/{await client.SubmitAsync()}");
            await deleted.JsonAsync();
        }
    }

    [Fact]
    public async Task Create_EightEqualRequestsAtOnce_CountOnce()
    {
        using var client = host.ClientOf("racing", RoomFor(10));

        var ids = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    using var form = TestSubmissions.Form();
                    return (await (await client.SubmitAsync(form, "same")).JsonAsync()).Text("id");
                })
        );

        ids.Distinct().ShouldHaveSingleItem();
        // What the seven others were to take is free again.
        for (var i = 0; i < 5; i++)
            await client.SubmitAsync();
    }

    /// <summary>Room for so many submissions, and half of one more; what is finished keeps little.</summary>
    private static TenantTerms RoomFor(int submissions) =>
        new() { StoredBytes = (long)((submissions + 0.5) * InputBytes), RetainFor = TimeSpan.Zero };

    [Fact]
    public async Task Create_IntoAFullQueue_IsToldToComeAgain()
    {
        using var client = host.ClientOf("late-comer");
        using var form = TestSubmissions.Form();
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
