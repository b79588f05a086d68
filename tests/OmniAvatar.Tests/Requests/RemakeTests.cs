using OmniAvatar.Artifacts;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Scripts;

namespace OmniAvatar.Tests.Requests;

public sealed class RemakeTests
{
    private static readonly RenderRequest Before = TestRequests.Released with
    {
        SpeechSamples = 60 * SpeechFrames.SampleRate,
        Shots = ShotMode.Auto,
        SegmentsPerShot = 2,
    };

    private static readonly RenderPlan Plan = SegmentPlanner.Plan(Before);

    [Fact]
    public void Of_AnotherSeed_ChangesThatShotAlone()
    {
        var remade = Remake.Of(Before, Plan, [2], new RemakeChoices { Seed = 7 });

        remade.ForShot(2).Seed.ShouldBe(7);
        remade.ForShot(1).ShouldBe(remade);
        remade.Seed.ShouldBe(Before.Seed);
        remade.Speakers.ShouldBe(Before.Speakers);
        SegmentPlanner
            .Plan(remade)
            .Shots.Select(shot => shot.Segments)
            .ShouldBe(Plan.Shots.Select(shot => shot.Segments));
    }

    [Fact]
    public void Of_AnotherPrompt_ShowsAnEntryThatIsHeardInTheSameTrack()
    {
        var remade = Remake.Of(Before, Plan, [0, 3], new RemakeChoices { Prompt = "A nurse smiles" });

        remade.Speakers.Count.ShouldBe(2);
        remade.Speakers[1].Prompt.ShouldBe("A nurse smiles");
        remade.Speakers[1].PictureSha256.ShouldBe(Before.Speakers[0].PictureSha256);
        remade.TrackOf(1).ShouldBe(0);
        SegmentPlanner.Plan(remade).Shots.Select(shot => shot.Speaker).Take(4).ShouldBe([1, 0, 0, 1]);
    }

    [Fact]
    public void Of_ARemake_KeepsWhatTheFirstMadeOtherwise()
    {
        var first = Remake.Of(Before, Plan, [0, 1], new RemakeChoices { Prompt = "A nurse smiles", Seed = 7 });

        var second = Remake.Of(first, SegmentPlanner.Plan(first), [1], new RemakeChoices { Steps = 3, Guidance = 2 });

        second.ForShot(0).Seed.ShouldBe(7);
        second.ForShot(1).Seed.ShouldBe(7);
        second.ForShot(1).Steps.ShouldBe(3);
        (second.ForShot(1).TextGuidanceScale, second.ForShot(1).AudioGuidanceScale).ShouldBe((2, 2));
        second.ForShot(0).Steps.ShouldBe(Before.Steps);
        second.Speakers.Count.ShouldBe(2);
        SegmentPlanner.Plan(second).Shots.Select(shot => shot.Speaker).Take(3).ShouldBe([1, 1, 0]);
    }

    [Fact]
    public void Of_AnotherPicture_IsNumberedAfterThoseThatAreThere()
    {
        var picture = new PictureFacts(new string('a', 64), 300, 400);

        var remade = Remake.Of(Before, Plan, [1], new RemakeChoices { Picture = picture });

        remade.PictureOf(1).ShouldBe(1);
        remade
            .Speakers[1]
            .ShouldSatisfyAllConditions(
                speaker => speaker.PictureSha256.ShouldBe(picture.Sha256),
                speaker => (speaker.PictureWidth, speaker.PictureHeight).ShouldBe((300, 400)),
                speaker => speaker.Prompt.ShouldBe(Before.Speakers[0].Prompt)
            );
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void Of_AShotThatThereIsNot_IsWrongUse(int shot) =>
        Should
            .Throw<WrongUseException>(() => Remake.Of(Before, Plan, [shot], new RemakeChoices()))
            .Message.ShouldBe($"The video has {Plan.Shots.Count} shots, and no shot {shot + 1}.");

    [Fact]
    public void Of_StepsThatCannotBe_IsWrongUse() =>
        Should.Throw<WrongUseException>(() => Remake.Of(Before, Plan, [0], new RemakeChoices { Steps = 1001 }));

    [Fact]
    public void Of_Stored_IsReadAsItWas()
    {
        var remade = Remake.Of(Before, Plan, [2], new RemakeChoices { Seed = 7, Prompt = "A nurse smiles" });
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(remade, ArtifactJson.Default.RenderRequest);

        var read = ArtifactJson.Read(bytes, ArtifactJson.Default.RenderRequest, ArtifactName.Parse("request.json"));

        read.ForShot(2).Seed.ShouldBe(7);
        read.Speakers.ShouldBe(remade.Speakers);
        JobDocuments.Sha256Of(read).ShouldBe(JobDocuments.Sha256Of(remade));
    }

    [Fact]
    public void OfShots_Work_CountsWhatEachShotIsRenderedWith()
    {
        var remade = Remake.Of(Before, Plan, [1], new RemakeChoices { Steps = 2 * Before.Steps });

        RenderWork.OfShots(remade, Plan, [1]).ShouldBe(2 * RenderWork.OfShots(Before, Plan, [1]));
        RenderWork
            .OfJob(remade, Plan)
            .ShouldBe(RenderWork.OfJob(Before, Plan) + RenderWork.OfShots(Before, Plan, [1]), 1);
    }
}
