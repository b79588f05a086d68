using OmniAvatar.Cli.Errors;

namespace OmniAvatar.Cli.Tests.Errors;

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
