using OmniAvatar.Randomness;

namespace OmniAvatar.Tests.Randomness;

/// <summary>Values are pinned: others would change what every seed has ever drawn.</summary>
public class RandomnessTests
{
    [Fact]
    public void NextBits_OfAPath_AreThePinnedOnes()
    {
        var random = SeededRandom.Of(7, 0, 3);

        new[] { random.NextBits(), random.NextBits(), random.NextBits() }.ShouldBe([
            11061405045111922871UL,
            2485058465570244433UL,
            3283260992431838950UL,
        ]);
    }

    [Fact]
    public void Bits_OfAStep_AreThePinnedOnes()
    {
        var random = new StepRandom(11);

        random.Bits("noise", 3, 1).ShouldBe(17670722397010423718UL);
        random.Unit("noise", 3, 1).ShouldBe(8628282420415245UL / (double)(1UL << 53));
        random.Below(1000, "noise", 3, 1).ShouldBe(957);
    }

    [Fact]
    public void Shuffle_OfAStep_IsAnOrderOfAllThings()
    {
        var random = new StepRandom(5);

        random.Shuffle([1, 2, 3, 4], "round", 2).ShouldBe([1, 2, 3, 4], ignoreOrder: true);
        random.Shuffle([1, 2, 3, 4], "round", 2).ShouldBe(random.Shuffle([1, 2, 3, 4], "round", 2));
    }
}
