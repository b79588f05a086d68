using OmniAvatar.Evaluation.Colours;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Tests.Colours;

public sealed class ColoursTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Lab_OneColour_IsTheFormulaAndComesBack()
    {
        // The formulas of the docs, in plain Python.
        var rgb = tensor(
            new[,]
            {
                { 0.5, 0.25, 0.75 },
                { 0.2, 0.6, 0.1 },
            }
        );

        var lab = LabColour.FromRgb(rgb);

        lab[0].data<double>().ToArray().ShouldBe([41.15482443350159, 51.40896625557934, -56.4452796589767], 1e-10);
        lab[1].data<double>().ToArray().ShouldBe([55.64207190612501, -51.60457405628938, 52.803958963197395], 1e-10);
        (LabColour.ToRgb(lab) - rgb).abs().max().item<double>().ShouldBeLessThan(1e-12);
        LabColour.Distance(lab[0], lab[1]).ShouldBe(150.8544529221553, 1e-9);
    }

    /// <summary>Where the original blows rounding up: float32 and float64 must agree, and the frame take the
    /// reference's mean.</summary>
    [Fact]
    public void Match_FlatAndGreyFrames_BecomeTheReferencesMeanWhereTheyDoNotVary()
    {
        var flat = tensor(new[] { 0.31f, -0.2f, 0.77f }).view(1, 3, 1, 1, 1).expand(1, 3, 1, 6, 6);
        var grey = rand([1, 1, 1, 6, 6], generator: new Generator(5)).expand(1, 3, 1, 6, 6);
        var reference = rand([1, 3, 1, 8, 8], generator: new Generator(6)) * 0.4 - 0.2;
        var mean = LabColour
            .FromRgb((reference[0, TensorIndex.Colon, 0].flatten(1).transpose(0, 1).to(ScalarType.Float64) + 1) / 2)
            .mean([0L]);

        var video = cat([flat, grey], 2);
        var matched = ColourMatching.MatchAndBlend(video, reference, 1);
        var exact = ColourMatching.MatchAndBlend(video.to(ScalarType.Float64), reference, 1);

        matched.dtype.ShouldBe(ScalarType.Float32);
        (matched - exact).abs().max().item<double>().ShouldBeLessThan(1e-6);
        (LabColour.FromRgb((exact[0, TensorIndex.Colon, 0, 0, 0] + 1) / 2) - mean)
            .abs()
            .max()
            .item<double>()
            .ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void Match_WrongStrengthOrShape_IsRefused()
    {
        Should.Throw<ArgumentException>(() =>
            ColourMatching.MatchAndBlend(zeros([1, 3, 1, 2, 2]), zeros([1, 3, 1, 2, 2]), 1.5)
        );
        Should.Throw<ArgumentException>(() =>
            ColourMatching.MatchAndBlend(zeros([1, 3, 1, 2, 2]), zeros([1, 3, 2, 2, 2]), 1)
        );
        Should.Throw<ArgumentException>(() =>
            ColourMatching.MatchAndBlend(zeros([3, 1, 2, 2]), zeros([1, 3, 1, 2, 2]), 1)
        );
    }

    public void Dispose() => _scope.Dispose();
}
