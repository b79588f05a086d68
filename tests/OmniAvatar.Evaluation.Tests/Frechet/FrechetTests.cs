using OmniAvatar.Evaluation.Frechet;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Tests.Frechet;

public sealed class FrechetTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Between_OneDimension_IsTheClosedForm()
    {
        // (m1 - m2)^2 + v1 + v2 - 2 sqrt(v1 v2), variances over n - 1, in plain Python.
        Distance(
                tensor(
                    new[,]
                    {
                        { 1.0 },
                        { 2 },
                        { 4 },
                    }
                ),
                tensor(
                    new[,]
                    {
                        { 3.0 },
                        { 7 },
                        { 8 },
                        { 10 },
                    }
                )
            )
            .ShouldBe(23.783952735623078, 1e-11);
    }

    [Fact]
    public void Between_TwoDimensions_IsTheClosedForm()
    {
        // tr sqrt(A) = sqrt(tr A + 2 sqrt(det A)) for A = S1 S2, in plain Python.
        var first = tensor(
            new[,]
            {
                { 1.0, 2 },
                { 2, 0 },
                { 4, 3 },
                { 0, 1 },
            }
        );
        var second = tensor(
            new[,]
            {
                { 3.0, 1 },
                { 5, 2 },
                { 4, 6 },
                { 1, 0 },
                { 2, 2 },
            }
        );

        Distance(first, second).ShouldBe(3.048677418698004, 1e-11);
        Distance(second, first).ShouldBe(3.048677418698004, 1e-11);
    }

    [Fact]
    public void Statistics_InBatchesAndMerged_AreThoseOfAllAtOnce()
    {
        // Far from zero, where sums of squares would lose everything.
        var features = randn([37, 5], ScalarType.Float64, generator: new Generator(3)) + 1e7;
        using var whole = Of(features);
        using var first = new RunningStatistics();
        using var second = new RunningStatistics();
        foreach (var batch in features.narrow(0, 0, 20).split(6))
            first.Add(batch);
        foreach (var batch in features.narrow(0, 20, 17).split(1))
            second.Add(batch);
        first.Add(second);

        using var merged = first.Snapshot();
        merged.Count.ShouldBe(37);
        (merged.Mean - whole.Mean).abs().max().item<double>().ShouldBeLessThan(1e-7);
        (merged.Covariance - whole.Covariance).abs().max().item<double>().ShouldBeLessThan(1e-7);
    }

    [Fact]
    public void Statistics_OfOneSample_AreRefusedInASentence()
    {
        using var running = new RunningStatistics();
        running.Add(ones(1, 3));
        Should
            .Throw<BadInputException>(running.Snapshot)
            .Message.ShouldBe("A Frechet distance needs at least 2 samples on each side, not 1.");
        Should.Throw<ArgumentException>(() => running.Add(ones(1, 4)));
        Should.Throw<BadInputException>(() => running.Add(full([1, 3], double.NaN)));
    }

    [Theory]
    [InlineData(InputRange.Signed, 1, -1, -0.6)]
    [InlineData(InputRange.Unit, 1, 0, 0.2)]
    [InlineData(InputRange.Bytes, 255, 0, 51)]
    public void Network_FromTorchScript_SeesPicturesInItsRange(InputRange range, double red, double green, double blue)
    {
        using var file = TorchScriptFile.MeanOfPictures();
        using var network = FeatureNetwork.Load(file.Path, FeatureNetworkOptions.Inception with { Range = range });
        var frame = tensor(new byte[] { 255, 0, 51 }).view(3, 1, 1).expand(3, 7, 9);

        var features = network.Extract(network.Prepare(frame).view(1, 1, 3, 299, 299));

        features.data<double>().ToArray().ShouldBe([red, green, blue], 1e-4);
    }

    [Fact]
    public void Session_ClipsWithFlags_LeavesTheIncompleteOneOut()
    {
        using var file = TorchScriptFile.MeanOfClips();
        using var network = FeatureNetwork.Load(file.Path, FeatureNetworkOptions.I3d);
        using var session = new FeatureSession(network);

        for (var i = 0; i < 55; i++)
            session.Add(full([3, 4, 4], 4 * i, ScalarType.Byte));
        session.Finish();

        using var statistics = session.Statistics.Snapshot();
        statistics.Count.ShouldBe(3);
        // The mean of frames 0 to 47, 4 x 23.5 of 255.
        statistics.Mean[0].item<double>().ShouldBe(4 * 23.5 / 127.5 - 1, 1e-6);
    }

    [Fact]
    public void Load_NoTorchScript_IsBadInput()
    {
        Should.Throw<BadInputException>(() => FeatureNetwork.Load("/absent.pt", FeatureNetworkOptions.Inception));
        using var file = TorchScriptFile.Damaged();
        Should.Throw<BadInputException>(() => FeatureNetwork.Load(file.Path, FeatureNetworkOptions.Inception));
    }

    public void Dispose() => _scope.Dispose();

    private static double Distance(Tensor first, Tensor second)
    {
        using var one = Of(first);
        using var other = Of(second);
        return FrechetDistance.Between(one, other);
    }

    private static FeatureStatistics Of(Tensor features)
    {
        using var running = new RunningStatistics();
        running.Add(features);
        return running.Snapshot();
    }
}
