using System.Net;
using OmniAvatar.Artifacts;
using OmniAvatar.Finishing;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

[Collection(ApiCollection.Name)]
public sealed class FinishingTests(ApiHost host)
{
    private const string Tenant = "episode";

    private readonly HttpClient _client = host.ClientOf(Tenant);

    [Fact]
    public async Task Create_WithCaptionsChaptersAndTags_JoinsTheVideoWithThem()
    {
        using var form = TestSubmissions
            .Form(("loudness", "-16"), ("title", "One"), ("artist", "Anna"))
            .WithFile("captions", "WEBVTT\n\n00:00.000 --> 00:00.500\n<v Anna>Hello\n"u8.ToArray())
            .WithFile("chapters", "00:00 Start\n"u8.ToArray())
            .WithFile("cover", TestSubmissions.Picture);

        var id = (await (await _client.SubmitAsync(form)).JsonAsync()).Text("id");

        var job = new JobId(Tenant, id);
        var finish = (await JobDocuments.FinishAsync(host.Store, job, default)).ShouldNotBeNull();
        finish.Captions.ShouldBe([new Caption(0, 500, "Hello") { Speaker = "Anna" }]);
        finish.Chapters.ShouldBe([new Chapter(0, "Start")]);
        (finish.Loudness, finish.Title, finish.Artist).ShouldBe((-16, "One", "Anna"));
        finish.CoverSha256.ShouldNotBeNull();
        await _client.UntilAsync(id, "completed");
        var result = (
            await ManifestCommit.FindAsync(host.Store, JobArtifacts.OutputResult(job), default)
        ).ShouldNotBeNull();
        result.Part(PartRoles.Subtitles).Name.ShouldEndWith("subtitles.vtt");
    }

    [Fact]
    public async Task Create_WithoutAnyOfIt_HasNoDocument()
    {
        using var form = TestSubmissions.Form();

        var id = (await (await _client.SubmitAsync(form)).JsonAsync()).Text("id");

        (await JobDocuments.FinishAsync(host.Store, new JobId(Tenant, id), default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("captions", "no captions")]
    [InlineData("chapters", "Welcome")]
    [InlineData("cover", "GIF89a")]
    public async Task Create_FileThatIsNotWhatItShouldBe_IsRefusedByItsName(string field, string content)
    {
        using var form = TestSubmissions.Form().WithFile(field, System.Text.Encoding.UTF8.GetBytes(content));

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "bad_input");

        error.Text("param").ShouldBe(field);
    }
}
