using OmniAvatar.Evaluation.Figures;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Tests.Figures;

/// <summary>Numbers with a formula beside them were computed by it in plain Python, in doubles or in
/// fractions.</summary>
public sealed class FiguresTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Pearson_TwoSeries_IsTheFormula()
    {
        // sum (a - ma)(b - mb) / sqrt(sum (a - ma)^2 sum (b - mb)^2)
        Correlation.Pearson([1, 2, 3, 5, 8, 13], [2, 1, 4, 3, 7, 9]).ShouldBe(0.9433548951042359, 1e-14);
        Correlation.Pearson([1, 2, 3], [-2, -4, -6]).ShouldBe(-1, 1e-14);
        Correlation.Pearson([1, 2, 3], [4, 4, 4]).ShouldBe(0);
        Should.Throw<ArgumentException>(() => Correlation.Pearson([1, 2], [1]));
    }

    [Fact]
    public void Best_SeriesTwoPlacesBefore_FindsTheLag()
    {
        double[] series = [0, 1, 4, 2, -1, 3, 7, 5, -2, 0, 1, 6, 2, -3];

        Correlation.Best(series[..^2], series[2..]).ShouldBe(new LaggedCorrelation(-2, 1));
        Correlation.Best(series[2..], series[..^2]).ShouldBe(new LaggedCorrelation(2, 1));
        // Without lags of more than one place: Pearson of series[t] and series[t + 2] at lag -1.
        Correlation.Best(series[..^2], series[2..], 1).Value.ShouldBe(0.085874638301921, 1e-12);
    }

    [Fact]
    public void Ridge_MoreSamplesThanFeatures_SolvesTheNormalEquations()
    {
        // (X'X + I/2) w = X'y, less the means, in fractions: w = 376/309, 292/309.
        using var fit = RidgeRegression.Fit(
            tensor(
                new[,]
                {
                    { 1.0, 2 },
                    { 2, 1 },
                    { 3, 5 },
                    { 4, 3 },
                }
            ),
            tensor(new[] { 3.0, 4, 9, 8 }),
            0.5
        );

        fit.Weights.data<double>().ToArray().ShouldBe([376.0 / 309, 292.0 / 309], 1e-12);
        fit.Predict(
                tensor(
                    new[,]
                    {
                        { 5.0, 5 },
                    }
                )
            )
            .item<double>()
            .ShouldBe(11.168284789644012, 1e-12);
    }

    [Fact]
    public void Ridge_MoreFeaturesThanSamples_GivesTheSameSolution()
    {
        // (X'X + 2 I) w = X'y, less the means, in fractions: w = 2/9, -67/117, 4/13, -7/39.
        using var fit = RidgeRegression.Fit(
            tensor(
                new[,]
                {
                    { 1.0, 2, 0, 1 },
                    { 0, 1, 1, 3 },
                    { 2, 0, 1, 0 },
                }
            ),
            tensor(new[] { 1.0, 2, 4 }),
            2
        );

        fit.Weights.data<double>().ToArray().ShouldBe([2.0 / 9, -67.0 / 117, 4.0 / 13, -7.0 / 39], 1e-12);
    }

    [Fact]
    public void Loudness_OneOfManyPixelsFollowsIt_IsToldFromUnseenFrames()
    {
        var loudness = Enumerable.Range(0, 80).Select(t => Math.Abs(Math.Sin(0.7 * t))).ToArray();
        var noise = randn([80, 50], generator: new Generator(7));
        var pixels = noise.clone();
        pixels[TensorIndex.Colon, 11] += tensor(loudness, ScalarType.Float32) * 200;

        LoudnessFromPixels.Test(pixels, loudness).Correlation.ShouldBeGreaterThan(0.99);
        LoudnessFromPixels.Test(pixels, loudness).Explained.ShouldBeGreaterThan(0.95);
        LoudnessFromPixels.Test(noise, loudness).Correlation.ShouldBeLessThan(0.5);
    }

    [Fact]
    public void FrameLoudness_SamplesEndEarly_CountTheRestAsSilence() =>
        FrameLoudness
            .Of([3, 4, -1, 1, 2], 4, samplesPerFrame: 2)
            .ShouldBe([Math.Sqrt(12.5), 1, Math.Sqrt(2), 0], 1e-12);

    [Fact]
    public void Histogram_ThreePixels_HaveTheirBoxesAndTheNearestPerson()
    {
        // Boxes are 32 wide: (10, 40, 70) is in (0, 1, 2), number 0 x 64 + 1 x 8 + 2.
        var histogram = ColourHistogram.Of([10, 40, 70, 31, 63, 95, 255, 0, 0]);
        histogram[10].ShouldBe(2.0 / 3, 1e-12);
        histogram[7 * 64].ShouldBe(1.0 / 3, 1e-12);
        histogram.Sum().ShouldBe(1, 1e-12);

        IReadOnlyList<double>[] people =
        [
            ColourHistogram.Of([255, 0, 0]),
            ColourHistogram.Of([10, 40, 70]),
            ColourHistogram.Of([0, 255, 0]),
        ];
        ColourHistogram.Distance(histogram, people[0]).ShouldBe(2.0 / 3, 1e-12);
        ColourHistogram.Distance(histogram, people[2]).ShouldBe(1, 1e-12);
        ColourHistogram.Nearest(histogram, people).ShouldBe(1);
    }

    [Fact]
    public void Seam_JumpOfFourTimesTheMotion_IsFour()
    {
        // Changes 1, 2, 8, 2, 3: the median of the others is 2, and the joint is before frame 3.
        var frames = tensor(new byte[] { 0, 1, 3, 11, 13, 16 }).view(6, 1, 1).expand(6, 2, 2);

        SeamRatio.Of(frames, [3]).ShouldBe([4]);
        SeamRatio.Of(frames, [4], every: 2).ShouldBe([1]);
        SeamRatio.Of(zeros(4, 2), [2]).ShouldBe([1]);
        Should.Throw<ArgumentException>(() => SeamRatio.Of(frames, [6]));
    }

    [Fact]
    public void Drift_WindowOfTwoColours_IsTheDistanceOfTheMeansInLab()
    {
        // Lab by the formulas of LabColour of (0.9, 0.1, 0.3) and (0.1, 0.2, 0.3), their mean, and the distance to that
        // of (0.5, 0.5, 0.5).
        var frames = tensor(new[] { 0.0, 0, 0, 0.9, 0.1, 0.3, 0.1, 0.2, 0.3 }).view(3, 3, 1, 1);

        ColourDrift.Of(frames, 1, 2, full([3, 2, 2], 0.5, ScalarType.Float64)).ShouldBe(40.904324431965286, 1e-9);
        ColourDrift.Of(frames, 1, 1, frames[1]).ShouldBe(0, 1e-12);
    }

    public void Dispose() => _scope.Dispose();
}
