using System.Text.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Listening;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Scripts;
using OmniAvatar.Tests.Planning;

namespace OmniAvatar.Tests.Scripts;

public sealed class ScriptedShotsTests
{
    private const int Second = SpeechFrames.SampleRate;
    private const int SamplesPerFrame = Second / 25;
    private const double Frame = 1.0 / 25;

    [Fact]
    public void WriteInto_ThousandsOfRandomJobs_KeepsTheCutsOfThePlanWithoutAScript()
    {
        var random = new Random(20261201);
        for (var trial = 0; trial < 2000; trial++)
        {
            var request = RandomJobs.Next(random);
            var inputs = new InputFacts
            {
                Speakers =
                [
                    .. request.Speakers.Select(_ => new SpeakerFacts("", 64, 64, "")
                    {
                        Angles = trial % 2 == 0 ? [0] : [],
                    }),
                ],
                SpeechSamples = request.SpeechSamples,
                OtherPictures = [new PictureFacts("angle", 64, 64)],
            };

            var scripted = ScriptedShots.WriteInto(request, inputs, keepAngles: false);

            RequestValidator.RequireShots(scripted);
            var (plain, found) = (SegmentPlanner.Plan(request), SegmentPlanner.Plan(scripted));
            found.Shots.Select(shot => shot.Segments.Count).ShouldBe(plain.Shots.Select(shot => shot.Segments.Count));
            found
                .Shots.SelectMany(shot => shot.Segments)
                .ShouldBe(plain.Shots.SelectMany(shot => shot.Segments), $"trial {trial}");
            found
                .Shots.Select(shot => scripted.PersonOf(shot.Speaker))
                .ShouldBe(plain.Shots.Select(shot => shot.Speaker));
        }
    }

    [Fact]
    public void Build_Script_CutsAtTheNearestPauseWithinTwoSecondsElseExactly()
    {
        var inputs = Inputs(seconds: 60, [new Pause(9 * Second, 10 * Second), new Pause(50 * Second, 51 * Second)]) with
        {
            Script =
            [
                new ScriptEntry(0, null, "first", null),
                new ScriptEntry((long)(10.5 * Second), null, "second", null),
                new ScriptEntry(30 * Second + 1, null, "third", null),
            ],
        };

        var shots = ShotsOf(Build(inputs));

        shots.Select(shot => shot.Prompt).Distinct().ShouldBe(["first", "second", "third"]);
        // A shot begins with a rest of 0.3 s.
        Begin(shots, "second").ShouldBe(9.7, Frame);
        Begin(shots, "third").ShouldBe(30, Frame);
    }

    [Fact]
    public void Build_Angles_ChangeWithEveryShotOfTheirSpeakerUnlessToldOtherwise()
    {
        var pauses = Enumerable.Range(1, 20).Select(i => new Pause(i * 10 * Second, i * 10 * Second + Second / 2));
        var inputs = Inputs(seconds: 210, [.. pauses]) with
        {
            Speakers = [new SpeakerFacts("own", 96, 64, "sound") { Angles = [0, 1] }],
            OtherPictures = [new PictureFacts("left", 96, 64), new PictureFacts("right", 64, 64)],
        };

        var next = ShotsOf(Build(inputs));
        var same = ShotsOf(Build(inputs, new RenderChoices { Prompts = ["a person"], KeepAngles = true }));

        next.Length.ShouldBeGreaterThan(5);
        next.Select(shot => shot.Picture).ShouldBe(next.Select((_, i) => new[] { "own", "left", "right" }[i % 3]));
        same.Select(shot => shot.Picture).ShouldAllBe(picture => picture == "own");
        same.Length.ShouldBe(next.Length);
    }

    [Fact]
    public void Build_ScriptOfAConversation_ChangesOneSpeakerAndGivesTheTurnBack()
    {
        var inputs = Inputs(seconds: 55, []) with
        {
            Speakers = [new SpeakerFacts("anna", 96, 64, "sound 0"), new SpeakerFacts("ben", 96, 64, "sound 1")],
            Turns = [new SpeakerTurn(0, 0), new SpeakerTurn(1, 20 * Second), new SpeakerTurn(0, 40 * Second)],
            OtherPictures = [new PictureFacts("anna close", 96, 64)],
            Script =
            [
                new ScriptEntry(10 * Second, null, "anna laughs", 0),
                new ScriptEntry(30 * Second, 0, null, null),
            ],
        };

        var request = Build(inputs, new RenderChoices { Prompts = ["anna", "ben"] });
        var shots = ShotsOf(request);

        shots
            .Select(shot => (Math.Round(shot.Start), shot.Picture, shot.Prompt, shot.Track))
            .ShouldBe([
                (0, "anna", "anna", 0),
                (10, "anna close", "anna laughs", 0),
                (20, "ben", "ben", 1),
                (30, "anna close", "anna laughs", 0),
            ]);
        PlanWarnings.Of(request, SegmentPlanner.Plan(request)).ShouldBeEmpty();
        request.Speakers.Count.ShouldBe(3);
    }

    [Fact]
    public void Build_ScriptOfASingleShot_IsRefused() =>
        Should
            .Throw<WrongUseException>(() =>
                Build(
                    Inputs(seconds: 5, []) with
                    {
                        Script = [new ScriptEntry(Second, null, "other", null)],
                    },
                    new RenderChoices { Prompts = ["a person"], Shots = ShotMode.Single }
                )
            )
            .Message.ShouldBe("A single shot is never cut, so it takes neither a script nor several angles.");

    [Fact]
    public void Sha256Of_RequestWithoutScript_HasNoneOfItsProperties()
    {
        var bare = Build(Inputs(seconds: 5, []));
        var json = JsonSerializer.Serialize(bare, ArtifactJson.Default.RenderRequest);

        json.ShouldNotContain("sameAs");
        json.ShouldNotContain("isCut");
    }

    private static InputFacts Inputs(double seconds, Pause[] pauses) =>
        new()
        {
            Speakers = [new SpeakerFacts("own", 96, 64, "sound")],
            SpeechSamples = (long)(seconds * Second),
            Pauses = pauses,
        };

    private static RenderRequest Build(InputFacts inputs, RenderChoices? choices = null) =>
        RequestBuilder.Build(
            choices ?? new RenderChoices { Prompts = ["a person"] },
            new ModelDefaults(),
            "model",
            inputs,
            ""
        );

    private static double Begin(Shown[] shots, string prompt) => shots.First(shot => shot.Prompt == prompt).Start;

    /// <summary>What the stored request shows, by its plan.</summary>
    private static Shown[] ShotsOf(RenderRequest built)
    {
        var json = JsonSerializer.Serialize(built, ArtifactJson.Default.RenderRequest);
        var request = JsonSerializer.Deserialize(json, ArtifactJson.Default.RenderRequest)!;
        return
        [
            .. SegmentPlanner
                .Plan(request)
                .Shots.Select(shot => new Shown(
                    (double)shot.SpeechFrames().Start * SamplesPerFrame / Second,
                    request.Speakers[shot.Speaker].PictureSha256,
                    request.Speakers[shot.Speaker].Prompt,
                    request.TrackOf(shot.Speaker)
                )),
        ];
    }

    private sealed record Shown(double Start, string Picture, string Prompt, int Track);
}
