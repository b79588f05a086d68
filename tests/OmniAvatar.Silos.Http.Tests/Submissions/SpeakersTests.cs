using System.Net;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

[Collection(ApiCollection.Name)]
public sealed class SpeakersTests(ApiHost host)
{
    private const string Tenant = "conversation";

    private readonly HttpClient _client = host.ClientOf(Tenant);

    [Fact]
    public async Task Create_SpeakersWithTracks_RequestsEachWithPictureAndPrompt()
    {
        using var form = Speakers(2, withTracks: true);

        var video = await (await _client.SubmitAsync(form)).JsonAsync();

        var request = await JobDocuments.RequestAsync(host.Store, new JobId(Tenant, video.Text("id")), default);
        request.Speakers.Select(speaker => speaker.Prompt).ShouldBe(["Speaker 0 speaks", "Speaker 1 speaks"]);
        request.Speakers[1].SoundSha256.ShouldNotBeNull();
    }

    [Fact]
    public async Task Create_SpeakersInOneRecording_FollowsTheList()
    {
        using var form = Speakers(2, withTracks: false);
        form.Add(new StringContent("anna"), "speakers[0][label]");
        form.Add(new StringContent("ben"), "speakers[1][label]");
        form.WithFile("audio_reference", TestSubmissions.Hum(3));
        form.WithFile(
            "rttm",
            "SPEAKER x 1 0.0 1.5 <NA> <NA> anna <NA> <NA>\nSPEAKER x 1 1.5 1.5 <NA> <NA> ben <NA> <NA>\n"u8.ToArray()
        );

        var video = await (await _client.SubmitAsync(form)).JsonAsync();

        var request = await JobDocuments.RequestAsync(host.Store, new JobId(Tenant, video.Text("id")), default);
        request.Turns.ShouldNotBeNull().Select(turn => turn.Speaker).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Create_SpeakerWithoutTrackOrList_IsRefusedByName()
    {
        using var form = Speakers(2, withTracks: false);

        var error = await (await _client.SubmitAsync(form)).RefusalAsync(
            HttpStatusCode.BadRequest,
            "missing_required_parameter"
        );

        error.Text("param").ShouldBe("speakers[0][audio_reference]");
    }

    [Fact]
    public async Task Create_SpeakersBesideAPicture_AreRefused()
    {
        using var form = Speakers(1, withTracks: true).WithFile("input_reference", TestSubmissions.Picture);

        await (await _client.SubmitAsync(form)).RefusalAsync(HttpStatusCode.BadRequest, "invalid_value");
    }

    private static MultipartFormDataContent Speakers(int count, bool withTracks)
    {
        var form = new MultipartFormDataContent { { new StringContent(ApiHost.Model), "model" } };
        for (var speaker = 0; speaker < count; speaker++)
        {
            form.Add(new StringContent($"Speaker {speaker} speaks"), $"speakers[{speaker}][prompt]");
            form.WithFile($"speakers[{speaker}][image_reference]", TestSubmissions.Picture);
            if (withTracks)
                form.WithFile($"speakers[{speaker}][audio_reference]", TestSubmissions.Hum(1 + speaker));
        }
        return form;
    }
}
