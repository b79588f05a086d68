using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Outbound;
using OmniAvatar.Silos.Http.Tests.Host;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

/// <summary>Files of submissions that are given as addresses.</summary>
[Collection(ApiCollection.Name)]
public sealed class FetchTests(ApiHost host)
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("""{{"image_url": {{"url": "{0}"}}}}""")]
    public async Task Create_PictureFromAListedHost_IsTheSameAsSentItself(string form)
    {
        await using var source = await SourceAsync(TestSubmissions.Picture);
        using var client = host.ClientOf("fetcher");
        using var content = Bare();
        content.Add(
            new StringContent(string.Format(null, form, $"{source.Address}face.png?size=large")),
            "input_reference"
        );

        var id = (await (await client.SubmitAsync(content)).JsonAsync()).Text("id");

        await client.UntilAsync(id, "completed");
        source.Requests.ShouldHaveSingleItem().Path.ShouldBe("/face.png?size=large");
    }

    [Fact]
    public async Task Create_SoundFromAListedHostInJson_IsFetchedAndRendered()
    {
        await using var source = await SourceAsync(TestSubmissions.Hum(1));
        using var client = host.ClientOf("json-fetcher");
        var picture = Convert.ToBase64String(TestSubmissions.Picture);
        using var body = new StringContent(
            $$"""
            {"prompt": "x", "model": "{{ApiHost.Model}}", "input_reference": "data:image/png;base64,{{picture}}",
             "audio_reference": {"audio_url": "{{source.Address}}a.wav"} }
            """,
            Encoding.UTF8,
            "application/json"
        );

        (await (await client.SubmitAsync(body)).JsonAsync()).Text("seconds").ShouldBe("1.36");
    }

    [Fact]
    public async Task Create_RedirectsWithinListedHosts_AreFollowedThreeTimes()
    {
        await using var source = await Receiver.StartAsync();
        source.Answer = (context, count) =>
            count <= 3 ? RedirectAsync(context, $"/hop-{count}") : SendAsync(context, TestSubmissions.Picture);
        using var client = host.ClientOf("redirected");
        using var content = WithPicture($"{source.Address}");
        (await client.SubmitAsync(content)).StatusCode.ShouldBe(HttpStatusCode.OK);

        source.Answer = (context, _) => RedirectAsync(context, "/again");
        using var circle = WithPicture($"{source.Address}");
        (await RefusedAsync(client, circle)).ShouldContain("more than 3 redirects");
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.2/")]
    [InlineData("https://elsewhere.example.com/")]
    public async Task Create_RedirectToAHostThatIsNotListed_IsRefusedAndNotFollowed(string target)
    {
        await using var source = await Receiver.StartAsync();
        source.Answer = (context, _) => RedirectAsync(context, target);
        using var client = host.ClientOf("misled");
        using var content = WithPicture($"{source.Address}");

        var error = await (await client.SubmitAsync(content)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");

        error.Text("message").ShouldContain("does not fetch from");
        source.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_SourceWithoutTheFileOrWithoutEndOrTooLarge_IsRefusedInASentence()
    {
        await using var source = await Receiver.StartAsync();
        using var client = host.ClientOf("unlucky");
        source.Answer = (context, _) => Receiver.StatusAsync(context, 404);
        using var missing = WithPicture($"{source.Address}");
        (await RefusedAsync(client, missing)).ShouldContain("answered with status 404; send the file itself");

        source.Answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var slow = WithPicture($"{source.Address}");
        (await RefusedAsync(client, slow)).ShouldContain("did not send all of it within 2 s");

        source.Answer = (context, _) => SendAsync(context, new byte[(1 << 20) + 1]);
        using var large = WithPicture($"{source.Address}");
        (await (await client.SubmitAsync(large)).RefusalAsync(HttpStatusCode.RequestEntityTooLarge, "too_large"))
            .Text("param")
            .ShouldBe("input_reference");

        source.Answer = async (context, _) =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync(new byte[10]);
            context.Abort();
        };
        using var broken = WithPicture($"{source.Address}");
        (await RefusedAsync(client, broken)).ShouldContain("broke the connection");
        host.ScratchFolders.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://named.example.com/a.png", "must begin with https://")]
    [InlineData("https://user:word@named.example.com/a.png", "must not have a user")]
    [InlineData("https://10.0.0.1/a.png", "does not fetch from (10.0.0.1); send the file itself")]
    [InlineData("ftp://named.example.com/a.png", "must be the file itself")]
    public async Task Create_AddressThatCannotBeFetched_IsRefusedInASentence(string url, string reason)
    {
        using var client = host.ClientOf("refused-fetcher");
        using var content = WithPicture(url);

        var error = await (await client.SubmitAsync(content)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");

        error.Text("param").ShouldBe("input_reference");
        error.Text("message").ShouldContain(reason);
    }

    [Fact]
    public async Task Fetch_NoHostListed_SaysSo()
    {
        using var fetcher = new InputFetcher(
            Options.Create(new VideoApiOptions()),
            GuardedHttp.Dns,
            TimeProvider.System
        );

        var refusal = await Should.ThrowAsync<ApiException>(() =>
            fetcher.FetchAsync("audio_reference", "https://example.com/a", (_, _) => Task.FromResult(0), default)
        );

        refusal.Message.ShouldBe(
            "'audio_reference' is an address, but this service fetches from no host; send the file itself."
        );
    }

    private static async Task<string> RefusedAsync(HttpClient client, HttpContent content) =>
        (await (await client.SubmitAsync(content)).RefusalAsync(HttpStatusCode.BadRequest, "fetch_failed")).Text(
            "message"
        );

    private static async Task<Receiver> SourceAsync(byte[] file)
    {
        var source = await Receiver.StartAsync();
        source.Answer = (context, _) => SendAsync(context, file);
        return source;
    }

    private static Task SendAsync(HttpContext context, byte[] file) => context.Response.Body.WriteAsync(file).AsTask();

    private static Task RedirectAsync(HttpContext context, string target)
    {
        context.Response.Redirect(target);
        return Task.CompletedTask;
    }

    private static MultipartFormDataContent WithPicture(string url)
    {
        var form = Bare();
        form.Add(new StringContent(url), "input_reference");
        return form;
    }

    private static MultipartFormDataContent Bare() =>
        new()
        {
            { new StringContent("A presenter speaks"), "prompt" },
            { new StringContent(ApiHost.Model), "model" },
            { new StringContent("1"), "seconds" },
        };
}
