using OmniAvatar.Artifacts;
using OmniAvatar.Client.Wire;
using OmniAvatar.Identity;
using OmniAvatar.Requests;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Client.Tests;

[Collection(ApiCollection.Name)]
public sealed class VideoClientTests(ApiHost host) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-client-");
    private readonly VideoClient _client = new(host.ClientOf("typed"));

    private VideoSubmission Submission =>
        new()
        {
            Choices = new RenderChoices { Prompts = ["A presenter speaks"], Seconds = 1 },
            Speakers = [new SubmittedSpeaker(Path.Combine(AppContext.BaseDirectory, "samples", "presenter.png"))],
            Model = ApiHost.Model,
        };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Create_SentAgain_IsTheSameVideo()
    {
        var submission = Submission;

        var first = await _client.CreateAsync(submission, default);
        var second = await _client.CreateAsync(submission, default);

        second.Id.ShouldBe(first.Id);
        (await _client.ListAsync(null, 10, default)).Data.ShouldContain(video => video.Id == first.Id);
    }

    [Fact]
    public async Task Create_SpeakersWithTracks_AreAskedForInTheirOrder()
    {
        var picture = Submission.Speakers[0].Picture;
        var submission = Submission with
        {
            Choices = new RenderChoices { Prompts = ["Anna speaks", "Ben speaks"] },
            Speakers =
            [
                new SubmittedSpeaker(picture, Write("anna.wav", TestSubmissions.Hum(2))),
                new SubmittedSpeaker(picture, Write("ben.wav", TestSubmissions.Hum(1))),
            ],
        };

        var request = await RequestAsync(await _client.CreateAsync(submission, default));

        request.Speakers.Select(speaker => speaker.Prompt).ShouldBe(["Anna speaks", "Ben speaks"]);
        request.Speakers.ShouldAllBe(speaker => speaker.SoundSha256 != null);
        submission.Files.Count().ShouldBe(4);
    }

    [Fact]
    public async Task Create_OneSpeakerOfARecording_SendsTheListAndTheLabel()
    {
        var submission = Submission with
        {
            Choices = new RenderChoices { Prompts = ["Anna speaks"] },
            Speakers = [Submission.Speakers[0] with { Label = "anna" }],
            Recording = Write("talk.wav", TestSubmissions.Hum(2)),
            Turns = Write("talk.rttm", "SPEAKER x 1 0.0 2.0 <NA> <NA> anna <NA> <NA>\n"u8.ToArray()),
        };

        var request = await RequestAsync(await _client.CreateAsync(submission, default));

        request.Speakers.ShouldHaveSingleItem().Prompt.ShouldBe("Anna speaks");
    }

    [Fact]
    public async Task Create_Refused_ThrowsTheServicesSentence()
    {
        var failure = await Should.ThrowAsync<VideoApiException>(() =>
            _client.CreateAsync(Submission with { Model = "none" }, default)
        );

        (failure.Kind, failure.Code).ShouldBe((FailureKind.WrongUse, "model_not_found"));
        failure.Message.ShouldContain(ApiHost.Model);
    }

    [Fact]
    public async Task Find_WithNobodyThere_SaysSo()
    {
        using var http = VideoClient.For("http://127.0.0.1:9", key: null);

        var failure = await Should.ThrowAsync<VideoApiException>(() =>
            new VideoClient(http).FindAsync("video_1", default)
        );

        (failure.Kind, failure.Status).ShouldBe((FailureKind.Outage, null));
        failure.Message.ShouldContain("http://127.0.0.1:9/");
    }

    [Fact]
    public async Task Fetch_OverALineThatBreaks_GoesOnAndEndsWithTheWholeFile()
    {
        var id = await host.FinishedVideoAsync("typed");
        var whole = await host.ClientOf("typed").GetByteArrayAsync($"v1/videos/{id}/content");
        using var breaking = new BreakingLine(breakAfter: whole.Length / 3);
        using var http = breaking.ClientOf(host, "typed");
        var path = Path.Combine(_folder.FullName, "video.mp4");

        var bytes = await new VideoDownload(new VideoClient(http), HurriedTime.Instance).FetchAsync(
            id,
            VideoVariant.Video,
            path,
            null,
            default
        );

        bytes.ShouldBe(whole.Length);
        (await File.ReadAllBytesAsync(path)).ShouldBe(whole);
        breaking.Ranges.ShouldBeGreaterThanOrEqualTo(2);
        Directory.GetFiles(_folder.FullName).ShouldBe([path]);
    }

    [Fact]
    public async Task Fetch_AfterOneThatWasStopped_DoesNotFetchTheBeginningAgain()
    {
        var id = await host.FinishedVideoAsync("typed");
        var path = Path.Combine(_folder.FullName, "video.mp4");
        using var stop = new CancellationTokenSource();
        var stopping = new Reports(report => stop.Cancel());
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new VideoDownload(_client, HurriedTime.Instance).FetchAsync(
                id,
                VideoVariant.Video,
                path,
                stopping,
                stop.Token
            )
        );
        var begun = new FileInfo(Directory.GetFiles(_folder.FullName).Single()).Length;
        long? first = null;

        await new VideoDownload(_client, HurriedTime.Instance).FetchAsync(
            id,
            VideoVariant.Video,
            path,
            new Reports(report => first ??= report.Here),
            default
        );

        first.ShouldNotBeNull().ShouldBeGreaterThan(begun);
        begun.ShouldBeGreaterThan(0);
        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task Fetch_OntoAPartThatIsDamaged_FailsAndBeginsAnewNextTime()
    {
        var id = await host.FinishedVideoAsync("typed");
        var path = Path.Combine(_folder.FullName, "video.mp4");
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new VideoDownload(_client, HurriedTime.Instance).FetchAsync(
                id,
                VideoVariant.Video,
                path,
                new Reports(_ => stop.Cancel()),
                stop.Token
            )
        );
        await using (var partial = File.OpenWrite(Directory.GetFiles(_folder.FullName).Single()))
            partial.Write("damage"u8);

        await Should.ThrowAsync<RenderFailedException>(() =>
            new VideoDownload(_client, HurriedTime.Instance).FetchAsync(id, VideoVariant.Video, path, null, default)
        );
        await new VideoDownload(_client, HurriedTime.Instance).FetchAsync(id, VideoVariant.Video, path, null, default);

        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task Fetch_Thumbnail_IsTheFileOfThisVariant()
    {
        var id = await host.FinishedVideoAsync("typed");
        var path = Path.Combine(_folder.FullName, "thumbnail.webp");

        await new VideoDownload(_client, HurriedTime.Instance).FetchAsync(
            id,
            VideoVariant.Thumbnail,
            path,
            null,
            default
        );

        (await File.ReadAllBytesAsync(path)).ShouldBe(
            await host.ClientOf("typed").GetByteArrayAsync($"v1/videos/{id}/content?variant=thumbnail")
        );
    }

    [Fact]
    public async Task Models_OfTheService_AreListedAndFoundByName()
    {
        var models = await _client.ModelsAsync(default);

        var model = await _client.ModelAsync(ApiHost.Model, default);
        models.Data.ShouldContain(model);
        model.Details.Steps.ShouldBeInRange(1, 1000);
    }

    [Fact]
    public async Task StreamOf_AVideo_IsItsMainPlaylist()
    {
        var id = await host.FinishedVideoAsync("typed");

        _client.StreamOf(id).ShouldBe(new Uri(host.Address, $"v1/videos/{id}/hls/main.m3u8"));
    }

    /// <summary>Tells at once, on the caller's thread.</summary>
    private sealed class Reports(Action<(long Here, long All)> told) : IProgress<(long Here, long All)>
    {
        public void Report((long Here, long All) value) => told(value);
    }

    private Task<RenderRequest> RequestAsync(Video video) =>
        JobDocuments.RequestAsync(host.Store, new JobId("typed", video.Id), default);

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
