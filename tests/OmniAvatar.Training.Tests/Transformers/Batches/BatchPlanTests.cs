using OmniAvatar.Randomness;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers;
using OmniAvatar.Training.Transformers.Batches;

namespace OmniAvatar.Training.Tests.Transformers.Batches;

public class BatchPlanTests
{
    /// <summary>Ten clips of 5 and five of 9 latent frames of 4x4, which are 4 tokens a frame.</summary>
    private static readonly IReadOnlyList<SampleInfo> Clips =
    [
        .. Enumerable
            .Range(0, 15)
            .Select(i => new SampleInfo($"c{i}", i < 10 ? 5 : 9, 4, 4, i % 5 == 0 ? "rare" : "common")),
    ];

    [Fact]
    public void At_OnePass_HasEveryClipOnceWithinTheBudget()
    {
        var plan = Plan(new TrainingPhase { MaxTokens = 40 });

        for (var pass = 0; pass < 3; pass++)
        {
            var batches = Enumerable.Range(pass * 10, 10).Select(number => plan.At(number)).ToList();
            batches.SelectMany(batch => batch.Samples).Order().ShouldBe(Enumerable.Range(0, 15));
            batches.ShouldAllBe(batch => batch.Samples.Count * batch.LatentFrames * 4 <= 40);
        }
    }

    [Fact]
    public void At_AnotherPlan_IsTheSame()
    {
        var (one, other) = (Plan(new TrainingPhase { MaxTokens = 40 }), Plan(new TrainingPhase { MaxTokens = 40 }));

        other.At(25).Samples.ShouldBe(one.At(25).Samples);
        Enumerable
            .Range(0, 20)
            .Select(i => one.At(i).Samples[0])
            .ShouldNotBe(Enumerable.Range(10, 20).Select(i => one.At(i).Samples[0]));
    }

    [Fact]
    public void At_LengthsNamed_CutsToTheLongestThatFits()
    {
        var plan = Plan(new TrainingPhase { MaxTokens = 28, LatentFrames = [3, 7, 21] });

        Enumerable
            .Range(0, 10)
            .Select(i => plan.At(i))
            .ShouldAllBe(batch => batch.LatentFrames == (batch.Samples[0] < 10 ? 3 : 7));
    }

    [Fact]
    public void At_Mix_TakesTheShares()
    {
        var plan = Plan(
            new TrainingPhase
            {
                MaxTokens = 40,
                MaxBatch = 1,
                Mix = new Dictionary<string, double> { ["rare"] = 1, ["common"] = 1 },
            }
        );

        var rare = Enumerable
            .Range(0, 300)
            .SelectMany(i => plan.At(i).Samples)
            .Count(sample => Clips[sample].Source == "rare");

        rare.ShouldBeInRange(140, 160);
    }

    [Fact]
    public void Plan_NothingFits_IsBadInput() =>
        Should
            .Throw<BadInputException>(() => Plan(new TrainingPhase { MaxTokens = 3 }))
            .Message.ShouldContain("No training sample fits");

    private static BatchPlan Plan(TrainingPhase phase) =>
        new(phase, Clips, new ClipCuts(phase, 2, (2, 2)), new StepRandom(1));
}
