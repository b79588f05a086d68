using OmniAvatar.Evaluation.Mouths;

namespace OmniAvatar.Evaluation.Tests.Mouths;

public class PauseClosureTests
{
    [Fact]
    public void Of_QuarterOpenInPauses_IsAQuarter()
    {
        PauseClosure.Of([1, 1, 4, 4, 2], [0, 0, 1, 0.8, 0.3]).ShouldBe(0.25);
        PauseClosure.Of([1, 1], [1, 1]).ShouldBe(double.NaN);
    }
}
