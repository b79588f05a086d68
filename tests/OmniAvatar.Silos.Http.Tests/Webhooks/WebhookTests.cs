using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using OmniAvatar.Client.Webhooks;
using OmniAvatar.Silos.Http.Tests.Host;
using OmniAvatar.Tests.Api;
using StandardWebhooks;

namespace OmniAvatar.Silos.Http.Tests.Webhooks;

/// <summary>Webhooks of real videos to a real receiver, whose signatures another library verifies.</summary>
[Collection(ApiCollection.Name)]
public sealed class WebhookTests(ApiHost host)
{
    [Fact]
    public async Task Video_ThatCompletes_IsToldOnceAndSigned()
    {
        await using var receiver = await Receiver.StartAsync();
        using var client = host.ClientOf("hooked");
        var secret = await SecretAsync(client);

        var id = await SubmitAsync(client, receiver, "hook?token=t");
        var told = (await receiver.UntilAsync(1))[0];
        var delivery = await DeliveredAsync(client, "delivered");

        told.Path.ShouldBe("/hook?token=t");
        told.Headers.ContentType.ToString().ShouldStartWith("application/json");
        new StandardWebhook(secret).Verify(told.Body, told.Headers);
        var content = JsonDocument.Parse(told.Body).RootElement;
        content.Text("id").ShouldBe(told.Headers["webhook-id"].ToString());
        content.Text("object").ShouldBe("event");
        content.Text("type").ShouldBe("video.completed");
        content.GetProperty("data").Text("id").ShouldBe(id);
        content.GetProperty("data").Text("status").ShouldBe("completed");
        content.GetProperty("data").GetProperty("progress").GetInt32().ShouldBe(100);
        // Whoever is told finds the video so.
        (await client.VideoAsync(id))
            .Text("status")
            .ShouldBe("completed");
        delivery.Text("id").ShouldBe(content.Text("id"));
        delivery.Text("url").ShouldBe($"{receiver.Address}hook");
        delivery.GetProperty("attempts").GetInt32().ShouldBe(1);
        receiver.Requests.Count.ShouldBe(1);
        host.Logs.Collector.GetSnapshot().ShouldAllBe(line => !line.Message.Contains("token=t"));
        host.Logs.Collector.GetSnapshot().ShouldAllBe(line => !line.Message.Contains(secret));
    }

    [Fact]
    public async Task Video_WithEveryEventWanted_TellsProgressAndTheEnd()
    {
        await using var receiver = await Receiver.StartAsync();
        using var client = host.ClientOf("curious");
        await SecretAsync(client);

        using var form = TestSubmissions.Form(
            ("seconds", "3"),
            ("webhook_url", $"{receiver.Address}"),
            ("webhook_events", "video.progress, video.completed")
        );
        (await client.SubmitAsync(form)).StatusCode.ShouldBe(HttpStatusCode.OK);
        while (TypesOf(receiver).LastOrDefault() != "video.completed")
            await receiver.UntilAsync(receiver.Requests.Count + 1);

        TypesOf(receiver).ShouldContain("video.progress");
        receiver.Requests.Select(told => told.Headers["webhook-id"].ToString()).ShouldBeUnique();
    }

    [Fact]
    public async Task Remix_ThatCompletes_IsToldToo()
    {
        await using var receiver = await Receiver.StartAsync();
        using var client = host.ClientOf("hooked-remix");
        await SecretAsync(client);
        var before = await host.FinishedVideoAsync("hooked-remix");

        using var answer = await client.PostAsJsonAsync(
            $"v1/videos/{before}/remix",
            new { prompt = "A nurse smiles", webhook_url = $"{receiver.Address}" }
        );
        var told = (await receiver.UntilAsync(1))[0];

        JsonDocument
            .Parse(told.Body)
            .RootElement.GetProperty("data")
            .Text("id")
            .ShouldBe((await answer.JsonAsync()).Text("id"));
    }

    [Fact]
    public async Task Video_ThatIsCancelled_IsToldAsFailedWithTheReason()
    {
        await using var receiver = await Receiver.StartAsync();
        using var client = host.ClientOf("canceller");
        await SecretAsync(client);
        host.Turnstile.Close();
        try
        {
            var id = await SubmitAsync(client, receiver, "");
            (await client.PostAsync($"v1/videos/{id}/cancel", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            host.Turnstile.Open();
        }

        var content = JsonDocument.Parse((await receiver.UntilAsync(1))[0].Body).RootElement;
        content.Text("type").ShouldBe("video.cancelled");
        content.GetProperty("data").GetProperty("error").Text("code").ShouldBe("cancelled");
    }

    [Fact]
    public async Task Receiver_ThatFails_IsToldTheSameAgainAndThenListedAndRetried()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (context, _) => Receiver.StatusAsync(context, 500);
        using var client = host.ClientOf("failing");
        var secret = await SecretAsync(client);
        await SubmitAsync(client, receiver, "");

        var failed = await DeliveredAsync(client, "failed");

        failed.GetProperty("attempts").GetInt32().ShouldBe(3);
        failed.GetProperty("last_status").GetInt32().ShouldBe(500);
        failed.Text("last_error").ShouldBe("The receiver answered with status 500.");
        receiver
            .Requests.Select(told => (told.Headers["webhook-id"].ToString(), told.Body))
            .Distinct()
            .Count()
            .ShouldBe(1);
        foreach (var told in receiver.Requests)
            new StandardWebhook(secret).Verify(told.Body, told.Headers);

        receiver.Answer = (context, _) => Receiver.StatusAsync(context, 200);
        var retry = $"v1/webhooks/deliveries/{failed.Text("id")}/retry";
        (await (await client.PostAsync(retry, null)).JsonAsync()).Text("status").ShouldBe("pending");
        await DeliveredAsync(client, "delivered");
        receiver.Requests.Count.ShouldBe(4);
        await (await client.PostAsync(retry, null)).RefusalAsync(HttpStatusCode.Conflict, "not_failed");
    }

    [Fact]
    public async Task Receiver_ThatHangsOrRedirectsOrAnswersWithoutEnd_IsNotWaitedForNorFollowed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = async (context, count) =>
        {
            if (count == 1)
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            if (count == 2)
                context.Response.Redirect("http://169.254.169.254/latest/meta-data");
            if (count == 3)
                await EndlessAsync(context);
        };
        using var client = host.ClientOf("hanging");
        await SecretAsync(client);
        await SubmitAsync(client, receiver, "");

        // Only the status counts, and that came.
        var delivery = await DeliveredAsync(client, "delivered");

        delivery.GetProperty("attempts").GetInt32().ShouldBe(3);
        receiver.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Receiver_ThatIsGone_IsToldNoMore()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (context, _) => Receiver.StatusAsync(context, 410);
        using var client = host.ClientOf("gone");
        await SecretAsync(client);
        using var form = TestSubmissions.Form(
            ("seconds", "3"),
            ("webhook_url", $"{receiver.Address}"),
            ("webhook_events", "video.progress,video.completed")
        );
        var id = (await (await client.SubmitAsync(form)).JsonAsync()).Text("id");
        await receiver.UntilAsync(1);

        await client.UntilAsync(id, "completed");
        var failed = await DeliveredAsync(client, "failed");

        failed.GetProperty("last_status").GetInt32().ShouldBe(410);
        receiver.Requests.Select(told => told.Headers["webhook-id"].ToString()).ShouldBeUnique();
    }

    [Fact]
    public async Task Secret_Rotated_SignsBesideTheOneBefore()
    {
        await using var receiver = await Receiver.StartAsync();
        using var client = host.ClientOf("rotating");
        var first = await SecretAsync(client);
        var answer = await (await client.PostAsync("v1/webhooks/secret", null)).JsonAsync();
        var second = answer.Text("secret");
        answer.GetProperty("previous_valid_until").ValueKind.ShouldBe(JsonValueKind.Number);

        await SubmitAsync(client, receiver, "");
        var told = (await receiver.UntilAsync(1))[0];

        second.ShouldNotBe(first);
        Verify(first, told, told.Body).ShouldBeTrue();
        Verify(second, told, told.Body).ShouldBeTrue();
        // The library looks at the first signature alone.
        new StandardWebhook(second).Verify(told.Body, told.Headers);
        told.Headers["webhook-signature"] = told.Headers["webhook-signature"].ToString().Split(' ')[1];
        new StandardWebhook(first).Verify(told.Body, told.Headers);
        Verify(first, told, told.Body + " ").ShouldBeFalse();
        Verify(WebhookSignature.CreateSecret(), told, told.Body).ShouldBeFalse();
        var known = await (await client.GetAsync("v1/webhooks/secret")).JsonAsync();
        known.GetProperty("secret").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Deliveries_OfAnother_AreNotThere()
    {
        await using var receiver = await Receiver.StartAsync();
        using var client = host.ClientOf("owner-of-deliveries");
        await SecretAsync(client);
        await SubmitAsync(client, receiver, "");
        var id = (await DeliveredAsync(client, "delivered")).Text("id");
        using var stranger = host.ClientOf("stranger-to-deliveries");

        await (await stranger.GetAsync($"v1/webhooks/deliveries/{id}")).RefusalAsync(
            HttpStatusCode.NotFound,
            "delivery_not_found"
        );
        await (await stranger.PostAsync($"v1/webhooks/deliveries/{id}/retry", null)).RefusalAsync(
            HttpStatusCode.NotFound,
            "delivery_not_found"
        );
        await (await stranger.GetAsync("v1/webhooks/secret")).RefusalAsync(
            HttpStatusCode.NotFound,
            "webhook_secret_missing"
        );
        var list = await (await stranger.GetAsync("v1/webhooks/deliveries")).JsonAsync();
        list.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("http://example.com/hook", "must begin with https://")]
    [InlineData("https://10.0.0.7/hook", "must name a host of the internet")]
    [InlineData("https://169.254.169.254/latest", "must name a host of the internet")]
    [InlineData("https://[::ffff:10.0.0.7]/", "must name a host of the internet")]
    [InlineData("https://[::1]/", "must name a host of the internet")]
    [InlineData("https://167772167/", "must name a host of the internet")]
    [InlineData("https://localhost/", "must name a host of the internet")]
    [InlineData("https://example.com:22/", "must use port 443")]
    [InlineData("https://user:word@example.com/", "must not have a user")]
    [InlineData("ftp://example.com/", "must be an address")]
    [InlineData("/hook", "must be an address")]
    public async Task Url_ThatCannotBeAReceiver_IsRefusedInASentence(string url, string reason)
    {
        using var client = host.ClientOf("refused-hooks");
        await SecretAsync(client);
        using var form = TestSubmissions.Form(("webhook_url", url));

        var error = await (await client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");

        error.Text("param").ShouldBe("webhook_url");
        error.Text("message").ShouldContain(reason);
    }

    [Fact]
    public async Task Submission_WithoutSecretOrReceiverOrKnownEvent_IsRefused()
    {
        using var client = host.ClientOf("unprepared");
        using var unsigned = TestSubmissions.Form(("webhook_url", "https://example.com/hook"));
        await (await client.SubmitAsync(unsigned)).RefusalAsync(HttpStatusCode.BadRequest, "webhook_secret_missing");

        using var nobody = TestSubmissions.Form(("webhook_events", "video.completed"));
        (await (await client.SubmitAsync(nobody)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value"))
            .Text("param")
            .ShouldBe("webhook_events");

        using var unknown = TestSubmissions.Form(
            ("webhook_url", "https://example.com/hook"),
            ("webhook_events", "video.completed,video.begun")
        );
        (await (await client.SubmitAsync(unknown)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value"))
            .Text("message")
            .ShouldContain("video.completed, video.failed, video.cancelled, video.progress");
    }

    private static async Task<string> SecretAsync(HttpClient client) =>
        (await (await client.PostAsync("v1/webhooks/secret", null)).JsonAsync()).Text("secret");

    private static async Task<string> SubmitAsync(HttpClient client, Receiver receiver, string path)
    {
        using var form = TestSubmissions.Form(("webhook_url", $"{receiver.Address}{path}"));
        return (await (await client.SubmitAsync(form)).JsonAsync()).Text("id");
    }

    /// <summary>The tenant's newest delivery of a status, once there is one.</summary>
    private static async Task<JsonElement> DeliveredAsync(HttpClient client, string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var page = await (await client.GetAsync($"v1/webhooks/deliveries?status={status}")).JsonAsync();
            if (page.GetProperty("data").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } found)
                return found;
            await Task.Delay(20, patience.Token);
        }
    }

    private static string[] TypesOf(Receiver receiver) =>
        [.. receiver.Requests.Select(told => JsonDocument.Parse(told.Body).RootElement.Text("type"))];

    private static bool Verify(string secret, ReceivedRequest told, string body) =>
        WebhookSignature.Verify(
            secret,
            told.Headers["webhook-id"].ToString(),
            told.Headers["webhook-timestamp"].ToString(),
            told.Headers["webhook-signature"].ToString(),
            body,
            TimeProvider.System.GetUtcNow()
        );

    private static async Task EndlessAsync(Microsoft.AspNetCore.Http.HttpContext context)
    {
        var piece = new byte[1 << 16];
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
    }
}
