using OmniAvatar.Planning;

namespace OmniAvatar.Tests.Planning;

public sealed class WindowArithmeticTests
{
    [Theory]
    [InlineData(400, 720, 105, 27)]
    [InlineData(720, 720, 57, 15)]
    [InlineData(720, 1280, 33, 9)]
    public void For_ThePapersBudget_GivesThePapersWindows(int height, int width, int frames, int latentFrames)
    {
        var window = WindowArithmetic.For(30_000, new VideoSize(height, width), 13);
        (window.FramesPerSegment, window.LatentFramesPerSegment, window.PrefixLatentFrames).ShouldBe(
            (frames, latentFrames, 4)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(2)]
    [InlineData(12)]
    public void For_OverlapThatIsNot4nPlus1_IsWrongUse(int overlap) =>
        Should
            .Throw<WrongUseException>(() => WindowArithmetic.For(30_000, new VideoSize(400, 720), overlap))
            .Message.ShouldBe($"The overlap must be 1, 5, 9, 13 or another 4n+1 frames, not {overlap}.");

    [Theory]
    [InlineData(15_000, 13)]
    [InlineData(1, 13)]
    [InlineData(0.5, 1)]
    public void For_WindowNotLongerThanTheOverlap_IsWrongUse(double maxTokens, int overlap) =>
        Should
            .Throw<WrongUseException>(() => WindowArithmetic.For(maxTokens, new VideoSize(720, 1280), overlap))
            .Kind.ShouldBe(FailureKind.WrongUse);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void For_BudgetOutOfRange_IsWrongUse(double maxTokens) =>
        Should.Throw<WrongUseException>(() => WindowArithmetic.For(maxTokens, new VideoSize(400, 720), 13));

    [Fact]
    public void Named_UnknownTable_IsWrongUse() =>
        Should.Throw<WrongUseException>(() => SizeTable.Named("4k")).Message.ShouldContain("480p or 720p");
}
