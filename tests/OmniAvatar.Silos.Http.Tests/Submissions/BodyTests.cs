using System.Net;
using Microsoft.Extensions.Logging;
using OmniAvatar.Silos.Http.Tests.Host;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

/// <summary>Bodies that do not come as they should.</summary>
[Collection(ApiCollection.Name)]
public sealed class BodyTests(ApiHost host)
{
    private const string Tenant = "stutterer";
    private const string Form = "Content-Type: multipart/form-data; boundary=b";

    private readonly HttpClient _client = host.ClientOf(Tenant);
    private readonly int _linesBefore = host.Logs.Collector.Count;

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("zz\r\n")]
    [InlineData("5\r\nabcdefgh\r\n")]
    public async Task Create_BadChunk_IsTheSendersFault(string chunk)
    {
        foreach (var type in (string[])[Form, "Content-Type: application/json"])
        {
            using var line = await RawLine.SubmitAsync(host.Address, Tenant, $"{type}\r\nTransfer-Encoding: chunked");
            await line.SayAsync(chunk);

            (await line.ReadAsync()).ShouldStartWith("HTTP/1.1 400 ");
        }
        Errors().ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_LineThatBreaks_IsNoError()
    {
        for (var i = 0; i < 5; i++)
        {
            using var line = await RawLine.SubmitAsync(host.Address, Tenant, $"{Form}\r\nContent-Length: 1000000");
            await line.SayAsync("--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nxxxx");
            await UntilAsync(() => Submissions().Any());
            line.Reset();
            await UntilAsync(() => !Submissions().Any());
        }

        Errors().ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_BodyThatTrickles_IsCutOffInWords()
    {
        var grace = host.Options.UploadGrace;
        host.Options.UploadGrace = TimeSpan.FromSeconds(1.1);
        try
        {
            using var line = await RawLine.SubmitAsync(host.Address, Tenant, $"{Form}\r\nContent-Length: 1000000");
            await line.SayAsync("--b\r\n");

            var answer = await line.ReadAsync();

            answer.ShouldStartWith("HTTP/1.1 408 ");
            answer.ShouldContain("\"code\":\"request_timeout\"");
        }
        finally
        {
            host.Options.UploadGrace = grace;
        }
    }

    [Fact]
    public async Task Create_BodyThatTakesTooLong_IsCutOffInWords()
    {
        var time = host.Options.UploadTime;
        host.Options.UploadTime = TimeSpan.FromMilliseconds(200);
        try
        {
            using var line = await RawLine.SubmitAsync(
                host.Address,
                Tenant,
                $"Content-Type: application/json\r\nContent-Length: 1000000"
            );
            await line.SayAsync("{");

            (await line.ReadAsync()).ShouldStartWith("HTTP/1.1 408 ");
        }
        finally
        {
            host.Options.UploadTime = time;
        }
    }

    [Fact]
    public async Task Create_WhileAnotherTenantHoldsItsPlaces_IsServed()
    {
        using var other = host.ClientOf("bystander");
        var held = new List<RawLine>();
        try
        {
            for (var i = 0; i < host.Options.ConcurrentUploads + 8; i++)
                held.Add(await RawLine.SubmitAsync(host.Address, Tenant, $"{Form}\r\nContent-Length: 1000000"));
            await UntilAsync(() => Submissions().Count() >= host.Options.ConcurrentUploads * host.Options.TenantShare);

            (await other.SubmitAsync()).ShouldStartWith("video_");
        }
        finally
        {
            held.ForEach(line => line.Reset());
        }
        await UntilAsync(() => !Submissions().Any());
    }

    [Fact]
    public async Task Create_CompressedBody_IsRefusedAsSuch()
    {
        using var form = TestSubmissions.Form();
        form.Headers.ContentEncoding.Add("gzip");

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(
            HttpStatusCode.UnsupportedMediaType,
            "unsupported_media_type"
        );

        error.Text("message").ShouldContain("Content-Encoding");
    }

    private IEnumerable<string> Errors() =>
        host
            .Logs.Collector.GetSnapshot()
            .Skip(_linesBefore)
            .Where(line =>
                line.Level >= LogLevel.Error && !line.Category!.StartsWith("Orleans", StringComparison.Ordinal)
            )
            .Select(line => line.Message);

    private IEnumerable<string> Submissions() =>
        host.ScratchFolders.Where(folder =>
            Path.GetFileName(folder).StartsWith("submission.", StringComparison.Ordinal)
        );

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(10, patience.Token);
    }
}
