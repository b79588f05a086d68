using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Forms.Json;
using OmniAvatar.Silos.Http.Outbound;
using OmniAvatar.Silos.Http.Tests.Host;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Forms.Json;

/// <summary>In the hosts' collection, so that nothing else allocates meanwhile.</summary>
[Collection(ApiCollection.Name)]
public sealed class JsonFormTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-forms-");
    private readonly InputFetcher _fetcher = new(
        Options.Create(new VideoApiOptions()),
        GuardedHttp.Dns,
        TimeProvider.System
    );

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1 << 20)]
    public async Task Read_BodyInPieces_IsTheSameForm(int piece)
    {
        var picture = Random(3000);
        var sound = Random(200_001);
        // Escapes as encoders write them: every slash, every plus, any character by its number.
        var body = $$$"""
            { "prompt" : "caf\u00e9 \"\ud83d\ude00\"", "seed": 42.0, "stop": null, "keep": true,
              "speakers": [ { "prompt": "a" }, { "prompt": "b", "tags": [ 1, "x" ] } ],
              "input_reference": {"image_url": {"url": "data:image\/png;base64,{{{Convert.ToBase64String(
                picture
            ).Replace("/", "\\/", StringComparison.Ordinal)}}}"}},
              "audio_reference"   :
                  "data:audio/wav;base64,{{{Convert.ToBase64String(sound).Replace(
                "+",
                "\\u002B",
                StringComparison.Ordinal
            ).Replace("A", "\\u0041", StringComparison.Ordinal)}}}"
            , "size": "64x64" }
            """;

        var form = await ReadAsync(body, piece);

        form.Texts.ShouldBe(
            new Dictionary<string, string>
            {
                ["keep"] = "true",
                ["prompt"] = "café \"😀\"",
                ["seed"] = "42.0",
                ["size"] = "64x64",
                ["speakers[0][prompt]"] = "a",
                ["speakers[1][prompt]"] = "b",
                ["speakers[1][tags][0]"] = "1",
                ["speakers[1][tags][1]"] = "x",
            }
        );
        (await File.ReadAllBytesAsync(form.Files["image_reference"].Path)).ShouldBe(picture);
        (await File.ReadAllBytesAsync(form.Files["audio_reference"].Path)).ShouldBe(sound);
        form.NameOf("image_reference").ShouldBe("input_reference");
    }

    [Fact]
    public async Task Read_LargeFile_TakesNoMemoryForIt()
    {
        const int size = 24 << 20;
        var body = Encoding.ASCII.GetBytes(
            $$"""{"audio_reference": "data:audio/wav;base64,{{new string('A', size)}}"}"""
        );
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var form = await ReadAsync(new PiecewiseStream(body, 1 << 14));

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(size / 3);
        form.Files["audio_reference"].Bytes.ShouldBe(size / 4 * 3);
    }

    [Theory]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONG""", "malformed_body")]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONG"]""", "malformed_body")]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONG\x"}""", "malformed_body")]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONG" "prompt": "x"}""", "malformed_body")]
    [InlineData("{\"audio_reference\": \"data:audio/wav;base64,LONG\n\"}", "malformed_body")]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONG\u00e9"}""", "invalid_value")]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONGA"}""", "invalid_value")]
    [InlineData("""{"prompt": "LONG"}""", "too_large")]
    [InlineData("""{"LONG": "x"}""", "malformed_body")]
    [InlineData("""{"seed": LONG}""", "malformed_body")]
    [InlineData("""{"audio_reference": ["data:audio/wav;base64,LONG"]}""", "invalid_value")]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONG", "audio_reference": "x"}""", "malformed_body")]
    [InlineData("""{"audio_reference": "data:audio/wav;base64,LONG", "audio_reference[url]": "x"}""", "invalid_value")]
    [InlineData("""{"prompt": "x"} {}""", "malformed_body")]
    [InlineData("", "malformed_body")]
    [InlineData("null", "malformed_body")]
    public async Task Read_BodyThatCannotBe_IsRefused(string body, string code)
    {
        var text = body.Replace("LONG", new string('A', 100_000), StringComparison.Ordinal);

        foreach (var piece in (int[])[1000, 1 << 20])
            (await Should.ThrowAsync<ApiException>(() => ReadAsync(text, piece))).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Read_ManyPieces_EndsEarly()
    {
        var body = $$"""{"a": [{{string.Join(',', Enumerable.Repeat("null", 10_000))}}]}""";

        (await Should.ThrowAsync<ApiException>(() => ReadAsync(body, 1 << 20))).Message.ShouldContain(
            "more than 192 fields"
        );
    }

    public void Dispose()
    {
        _fetcher.Dispose();
        _folder.Delete(recursive: true);
    }

    private static byte[] Random(int bytes)
    {
        var content = new byte[bytes];
        new Random(bytes).NextBytes(content);
        return content;
    }

    private Task<SubmissionForm> ReadAsync(string body, int piece) =>
        ReadAsync(new PiecewiseStream(Encoding.UTF8.GetBytes(body), piece));

    private async Task<SubmissionForm> ReadAsync(Stream body)
    {
        var form = new SubmissionForm();
        await new JsonForm(
            new FormFiles(_folder.FullName, new VideoApiOptions(), _fetcher),
            form,
            within: null
        ).ReadAsync(PipeReader.Create(body, FormFiles.Reading), default);
        return form;
    }
}
