using OmniAvatar.Values;

namespace OmniAvatar.Tests.Values;

public sealed class NearestTests
{
    [Theory]
    [InlineData("--stps", "--steps")]
    [InlineData("--sede", "--seed")]
    [InlineData("--guidence", "--guidance")]
    [InlineData("--seed", "--seed")]
    public void Of_Typo_FindsTheMeantWord(string typo, string meant) =>
        Nearest.Of(typo, ["--seed", "--steps", "--guidance", "--audio-guidance"]).ShouldBe(meant);
}
