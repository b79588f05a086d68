using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Tests.LipSync;

public sealed class LipSyncTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(400, 1)]
    [InlineData(401, 2)]
    [InlineData(560, 2)]
    [InlineData(561, 3)]
    public void FrameCount_AtTheEdges_IsOneAndThenEvery160(long samples, long frames)
    {
        Mfcc.FrameCount(samples).ShouldBe(frames);
        Mfcc.Compute(ones(samples)).shape.ShouldBe([frames, 13]);
    }

    [Fact]
    public void Score_SoundThreeFramesEarly_IsFound()
    {
        // Each lip embedding is found again in the sound three frames before it: the sound's row i belongs to row i + 3
        // of the lips.
        var embeddings = randn([40, 24], generator: new Generator(1));
        var score = LipSyncScoring.Score(
            LipSyncScoring.Distances(embeddings.narrow(0, 0, 36), embeddings.narrow(0, 3, 36))
        );

        score.Offset.ShouldBe(3);
        score.MeanDistances.Count.ShouldBe(31);
        score.Confidence.ShouldBeGreaterThan(2);
        score.FrameConfidences.Count.ShouldBe(36);
        score.SmoothFrameConfidences.Count.ShouldBe(36);
    }

    [Fact]
    public void Score_TwoFramesByHand_IsMeanMedianAndMinimum()
    {
        // Means 3, 1, 2: the least is in the middle, the median is 2.
        var score = LipSyncScoring.Score(
            tensor(
                new[,]
                {
                    { 2f, 1f, 3f },
                    { 4f, 1f, 1f },
                }
            )
        );

        (score.Offset, score.Distance, score.Confidence).ShouldBe((0, 1f, 1f));
        score.FrameConfidences.ShouldBe([1f, 1f]);
        // Nine places of which seven are zeros.
        score.SmoothFrameConfidences.ShouldBe([0f, 0f]);
    }

    [Fact]
    public void Load_PickleWithoutCountsOfBatches_IsTheSameNetwork()
    {
        var golden = Path.Combine(
            Path.GetDirectoryName(GoldenFolder.Root)!,
            "Golden-more",
            "syncnet",
            "weights.safetensors"
        );
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".model");
        try
        {
            using var source = SafetensorsFile.Open(golden);
            PickleWeightsWriter.Write(
                path,
                source
                    .Tensors.Keys.Where(key => !key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                    .ToDictionary(key => key, key => source.Read(key))
            );
            using var pickled = SyncNetFile.Load(path);
            using var direct = SyncNetFile.Load(golden);
            var window = randn([1, 1, 13, 20], generator: new Generator(1));

            pickled.EmbedAudio(window).eq(direct.EmbedAudio(window)).all().item<bool>().ShouldBeTrue();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Published_Widths_GiveTheNetworkOfTheReleasedFile()
    {
        using var network = new SyncNet(SyncNetWidths.Published);

        var weights = network.state_dict();
        weights.Count.ShouldBe(102);
        weights["netcnnlip.0.weight"].shape.ShouldBe([96, 3, 5, 7, 7]);
        weights["netcnnlip.18.weight"].shape.ShouldBe([512, 256, 1, 6, 6]);
        weights["netcnnaud.18.weight"].shape.ShouldBe([512, 256, 5, 4]);
        weights["netfclip.3.weight"].shape.ShouldBe([1024, 512]);
        weights["netfcaud.0.weight"].shape.ShouldBe([512, 512]);
    }

    [Fact]
    public void Face_CropAndOrder_ShowTheSquareBlueFirst()
    {
        var frame = zeros([3, 20, 30], ScalarType.Byte);
        frame[0, TensorIndex.Slice(5, 15), TensorIndex.Slice(10, 20)] = 200;

        var shown = FaceCrop.Show(frame, FaceCrop.Parse("10,5,10"));

        shown.shape.ShouldBe([3, 224, 224]);
        shown.dtype.ShouldBe(ScalarType.Byte);
        shown[2].eq(200).all().item<bool>().ShouldBeTrue();
        shown[0].eq(0).all().item<bool>().ShouldBeTrue();
        Should.Throw<BadInputException>(() => FaceCrop.Show(frame, new FaceCrop(25, 0, 10)));
        Should.Throw<WrongUseException>(() => FaceCrop.Parse("1,2"));
    }

    public void Dispose() => _scope.Dispose();
}
