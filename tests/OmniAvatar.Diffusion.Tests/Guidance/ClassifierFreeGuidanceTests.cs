using OmniAvatar.Diffusion.Guidance;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Guidance;

public sealed class ClassifierFreeGuidanceTests
{
    [Theory]
    [InlineData(1, 1, typeof(ClassifierFreeGuidance.Off))]
    [InlineData(1, 3, typeof(ClassifierFreeGuidance.Off))]
    [InlineData(4.5, 4.5, typeof(ClassifierFreeGuidance.Joint))]
    [InlineData(4.5, 3, typeof(ClassifierFreeGuidance.Separate))]
    [InlineData(4.5, 1, typeof(ClassifierFreeGuidance.Separate))]
    public void For_Scales_ChoosesAsTheReleasedCode(double text, double audio, Type expected) =>
        ClassifierFreeGuidance.For(text, audio).ShouldBeOfType(expected);

    [Fact]
    public void For_ScaleThatIsNoNumber_IsRefused() =>
        Should.Throw<WrongUseException>(() => ClassifierFreeGuidance.For(double.NaN, 1));

    [Theory]
    [InlineData(1, 1, 7.0)]
    [InlineData(4, 4, 2 + 4 * (7 - 2.0))]
    [InlineData(4, 3, 2 + 4 * (5 - 2.0) + 3 * (7 - 5.0))]
    public void Predict_KnownPredictions_CombinesByItsFormula(double text, double audio, double expected)
    {
        using var scope = NewDisposeScope();
        var guidance = ClassifierFreeGuidance.For(text, audio);
        var asked = new List<GuidanceBranch>();

        var combined = guidance.Predict(branch =>
        {
            asked.Add(branch);
            return tensor(
                branch switch
                {
                    GuidanceBranch.Conditional => 7f,
                    GuidanceBranch.Unconditional => 2f,
                    _ => 5f,
                }
            );
        });

        combined.item<float>().ShouldBe((float)expected);
        asked.ShouldBe(guidance.Branches);
    }
}
