using System.Net;
using OmniAvatar.Client.Webhooks;
using OmniAvatar.Client.Wire;
using OmniAvatar.Requests;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Client.Tests.Webhooks;

[Collection(ApiCollection.Name)]
public sealed class WebhookClientTests(ApiHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Delivery_ToNobody_IsListedAsFailedAndTriedAgainWhenAsked()
    {
        using var http = host.ClientOf("webhook-client");
        var client = new WebhookClient(http);
        (await client.CreateSecretAsync(default)).Secret.ShouldNotBeNull().ShouldStartWith("whsec_");
        (await client.FindSecretAsync(default)).Secret.ShouldBeNull();
        var video = await new VideoClient(http).CreateAsync(Submission, default);

        var failed = await UntilAsync(client, WebhookDeliveryStatus.Failed);

        (failed.VideoId, failed.Type, failed.Attempts).ShouldBe((video.Id, WebhookEventTypes.Completed, 3));
        failed.LastError.ShouldBe("The receiver cannot be reached, or broke the connection.");
        var again = await client.RetryAsync(failed.Id, default);
        (again.Status, again.Attempts).ShouldBe((WebhookDeliveryStatus.Pending, 0));
        (await client.FindAsync(failed.Id, default)).Id.ShouldBe(failed.Id);
        (await UntilAsync(client, WebhookDeliveryStatus.Failed)).Id.ShouldBe(failed.Id);
        (await client.ListAsync(null, failed.Id, 10, default)).Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_PictureAsAnAddress_IsSentAsOne()
    {
        using var http = host.ClientOf("address-client");
        var submission = Submission with
        {
            WebhookUrl = null,
            WebhookEvents = [],
            Speakers = [new SubmittedSpeaker("https://unlisted.example.com/face.png")],
        };

        submission.Files.ShouldBeEmpty();
        var refusal = await Should.ThrowAsync<VideoApiException>(() =>
            new VideoClient(http).CreateAsync(submission, default)
        );

        (refusal.Status, refusal.Message).ShouldBe(
            (
                HttpStatusCode.BadRequest,
                "'input_reference' names a host that this service does not fetch from (unlisted.example.com); send the "
                    + "file itself."
            )
        );
    }

    // A port on which nobody listens: it was never given to anybody.
    private static VideoSubmission Submission =>
        new()
        {
            Choices = new RenderChoices { Prompts = ["A presenter speaks"], Seconds = 1 },
            Speakers = [new SubmittedSpeaker(Path.Combine(AppContext.BaseDirectory, "samples", "presenter.png"))],
            Model = ApiHost.Model,
            WebhookUrl = "http://127.0.0.1:1/hook",
            WebhookEvents = [WebhookEventTypes.Completed],
        };

    private static async Task<WebhookDeliveryView> UntilAsync(WebhookClient client, string status)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var page = await client.ListAsync(status, null, 10, patience.Token);
            if (page.Data.Count > 0)
                return page.Data[0];
            await Task.Delay(20, patience.Token);
        }
    }
}
