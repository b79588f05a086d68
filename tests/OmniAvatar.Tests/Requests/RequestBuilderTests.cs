using System.Text.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Listening;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Requests;

public sealed class RequestBuilderTests
{
    private const int SamplesPerFrame = 640;

    private static readonly ModelDefaults Defaults = new();
    private static readonly RenderChoices Choices = new() { Prompts = ["A woman speaks"] };
    private static readonly SpeakerFacts Anna = new("anna's picture", 720, 400, "anna's sound");
    private static readonly SpeakerFacts Ben = new("ben's picture", 640, 480, "ben's sound");

    [Fact]
    public void Build_UpToTheBudget_IsASingleShotThatSaysNothingOfShots()
    {
        var request = Build(Choices, Facts(frames: 748));
        request.Shots.ShouldBe(ShotMode.Single);
        (request.SegmentsPerShot, request.CrossfadeFrames, request.Pauses, request.Turns).ShouldBe(
            (null, null, null, null)
        );
        request.Speakers.ShouldBe([new SpeakerRequest("anna's picture", 720, 400, "A woman speaks", "anna's sound")]);
    }

    [Fact]
    public void Build_AboveTheBudget_IsCutAtThePauses()
    {
        var request = Build(Choices, Facts(frames: 749));
        request.Shots.ShouldBe(ShotMode.Auto);
        request.SegmentsPerShot.ShouldBe(8);
        request.Pauses.ShouldBe([new Pause(100, 9000)]);
        request.CrossfadeFrames.ShouldBeNull();
        Build(Choices with { Shots = ShotMode.Single }, Facts(frames: 749)).Shots.ShouldBe(ShotMode.Single);
        Build(Choices with { Crossfade = 0.2 }, Facts(frames: 749)).CrossfadeFrames.ShouldBe(5);
    }

    [Fact]
    public void Build_Speakers_CarriesEverybodysPicturePromptAndTrack()
    {
        SpeakerTurn[] turns = [new(1, 0), new(0, 30_000)];
        var request = Build(
            Choices with
            {
                Prompts = ["A woman speaks", "A man speaks"],
            },
            Facts(100) with
            {
                Speakers = [Anna, Ben with { SoundSha256 = null }],
                Turns = turns,
            }
        );

        request.Shots.ShouldBe(ShotMode.Auto);
        request.Turns.ShouldBe(turns);
        request.Speakers.ShouldBe([
            new SpeakerRequest("anna's picture", 720, 400, "A woman speaks", "anna's sound"),
            new SpeakerRequest("ben's picture", 640, 480, "A man speaks", null),
        ]);
        (request.TrackOf(0), request.TrackOf(1)).ShouldBe((0, 0));
        Build(Choices with { Prompts = ["A woman speaks", ""] }, Facts(100) with { Speakers = [Anna, Ben] })
            .TrackOf(1)
            .ShouldBe(1);
    }

    [Fact]
    public void Build_Contradictions_AreWrongUse()
    {
        var single = Choices with { Shots = ShotMode.Single };
        Refused(single with { Crossfade = 0.1 }, Facts(10)).ShouldStartWith("A single shot is never cut");
        Refused(single with { SegmentsPerShot = 2 }, Facts(10)).ShouldStartWith("A single shot is never cut");
        Refused(single with { Prompts = ["A woman speaks", ""] }, Facts(10) with { Speakers = [Anna, Ben] })
            .ShouldStartWith("A video of several speakers");
        Refused(Choices with { SegmentsPerShot = int.MaxValue }, Facts(10))
            .ShouldStartWith("The most segments of a shot must be 1 to 100000");
        Refused(Choices with { Shots = ShotMode.Auto, Crossfade = 1, MaxTokens = 9000 }, Facts(10))
            .ShouldStartWith("A crossfade must be shorter than the 16 frames");
    }

    [Fact]
    public void RequireShots_TurnsOutOfOrderOrOfNobody_AreWrongUse()
    {
        var auto = TestRequests.Released with { Shots = ShotMode.Auto, Pauses = [] };
        Should.Throw<WrongUseException>(() => RequestValidator.RequireShots(auto with { Turns = [new(0, 5)] }));
        Should.Throw<WrongUseException>(() => RequestValidator.RequireShots(auto with { Turns = [] }));
        Should.Throw<WrongUseException>(() =>
            RequestValidator.RequireShots(auto with { Turns = [new(0, 0), new(0, 0)] })
        );
        Should
            .Throw<WrongUseException>(() => RequestValidator.RequireShots(auto with { Turns = [new(0, 0), new(1, 9)] }))
            .Message.ShouldBe("A turn names speaker 1, but the number of speakers is 1.");
    }

    /// <summary>The job's name is a hash of these bytes.</summary>
    [Fact]
    public void Json_SingleShotOfOneSpeaker_IsWrittenAsBeforeThereWereShots()
    {
        const string Expected = """
            {"pictureSha256":"","pictureWidth":640,"pictureHeight":480,"soundSha256":"","speechSamples":100930,"prompt":"A woman speaks",
            "negativePrompt":"","modelManifest":"","seed":42,"steps":50,"textGuidanceScale":4.5,"audioGuidanceScale":4.5,"overlapFrames":13,
            "maxTokens":30000,"height":400,"width":720,"framesPerSecond":25,"handoff":"Reencode","shots":"Single","numericClass":""}
            """;
        JsonSerializer
            .Serialize(TestRequests.Released, ArtifactJson.Default.RenderRequest)
            .ShouldBe(Expected.ReplaceLineEndings(""));
    }

    /// <summary>The job's name is a hash of these bytes.</summary>
    [Fact]
    public void Json_ShotsOfTwoSpeakers_IsWrittenAsItAlwaysWas()
    {
        var request = Build(
            Choices with
            {
                Prompts = ["A woman speaks", "A man speaks"],
                NegativePrompt = "",
                Crossfade = 0.2,
                TeaCache = 0.25,
            },
            Facts(2000) with
            {
                Speakers = [Anna, Ben],
                Turns = [new(0, 0), new(1, 800_000)],
            }
        );
        const string Expected = """
            {"pictureSha256":"anna\u0027s picture","pictureWidth":720,"pictureHeight":400,"soundSha256":"anna\u0027s sound",
            "speechSamples":1279999,"prompt":"A woman speaks","negativePrompt":"","modelManifest":"model","seed":42,"steps":50,
            "textGuidanceScale":4.5,"audioGuidanceScale":4.5,"overlapFrames":13,"maxTokens":30000,"height":400,"width":720,
            "framesPerSecond":25,"handoff":"Reencode","shots":"Auto","segmentsPerShot":8,"crossfadeFrames":5,
            "pauses":[{"start":100,"end":9000}],"turns":[{"speaker":0,"start":0},{"speaker":1,"start":800000}],
            "otherSpeakers":[{"pictureSha256":"ben\u0027s picture","pictureWidth":640,"pictureHeight":480,"prompt":"A man speaks",
            "soundSha256":"ben\u0027s sound"}],"teaCacheThreshold":0.25,"numericClass":"class"}
            """;
        JsonSerializer.Serialize(request, ArtifactJson.Default.RenderRequest).ShouldBe(Expected.ReplaceLineEndings(""));
    }

    [Fact]
    public void Json_SpeakersAndShots_AreReadAsWritten()
    {
        var request = Build(
            Choices with
            {
                Prompts = ["A woman speaks", "A man speaks"],
                Crossfade = 0.2,
            },
            Facts(2000) with
            {
                Speakers = [Anna, Ben],
                Turns = [new(0, 0), new(1, 800_000)],
            }
        );
        var json = JsonSerializer.Serialize(request, ArtifactJson.Default.RenderRequest);
        var read = JsonSerializer.Deserialize(json, ArtifactJson.Default.RenderRequest)!;
        JsonSerializer.Serialize(read, ArtifactJson.Default.RenderRequest).ShouldBe(json);

        var plan = SegmentPlanner.Plan(request);
        plan.Shots.ShouldContain(shot => shot.Speaker == 1);
        plan.Shots.Any(shot => shot.Segments[^1].TailFrames > 0).ShouldBeTrue();
        var planJson = JsonSerializer.Serialize(plan, ArtifactJson.Default.RenderPlan);
        planJson.ShouldBe(JsonSerializer.Serialize(SegmentPlanner.Plan(read), ArtifactJson.Default.RenderPlan));
        JsonSerializer
            .Serialize(
                JsonSerializer.Deserialize(planJson, ArtifactJson.Default.RenderPlan),
                ArtifactJson.Default.RenderPlan
            )
            .ShouldBe(planJson);
    }

    private static InputFacts Facts(int frames) =>
        new()
        {
            Speakers = [Anna],
            SpeechSamples = frames * SamplesPerFrame - 1,
            Pauses = [new Pause(100, 9000)],
        };

    private static RenderRequest Build(RenderChoices choices, InputFacts facts) =>
        RequestBuilder.Build(choices, Defaults, "model", facts, "class");

    private static string Refused(RenderChoices choices, InputFacts facts) =>
        Should.Throw<WrongUseException>(() => Build(choices, facts)).Message;
}
