using OmniAvatar.Diffusion.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Autoencoders;

public class VideoStreamTests(GoldenAutoencoder golden) : IClassFixture<GoldenAutoencoder>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_ContinuedFromExportedState_EqualsOneStreamBitForBit(bool isTiled)
    {
        using var scope = NewDisposeScope();
        var tiling = isTiled ? GoldenAutoencoder.SmallTiles : null;
        var latents = Noise(1, 16, 6, 4, 5);
        var whole = golden.Model.Decode(latents, tiling);

        using var first = golden.Model.OpenDecoder(tiling);
        var frames = Enumerable.Range(0, 3).Select(i => first.Decode(latents.narrow(2, i, 1))).ToList();
        var asFromFile = first.ExportState().ToDictionary(pair => pair.Key, pair => pair.Value.contiguous());
        using var second = golden.Model.OpenDecoder(tiling, asFromFile);
        first.Dispose();
        frames.AddRange(Enumerable.Range(3, 3).Select(i => second.Decode(latents.narrow(2, i, 1))));

        cat(frames, dim: 2).ShouldEqualBitForBit(whole);
    }

    [Fact]
    public void Decode_StateOfOtherTiles_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var whole = golden.Model.OpenDecoder();
        whole.Decode(Noise(1, 16, 1, 5, 7));
        using var tiled = golden.Model.OpenDecoder(GoldenAutoencoder.SmallTiles, whole.ExportState());

        Should.Throw<BadInputException>(() => tiled.Decode(Noise(1, 16, 1, 5, 7))).Message.ShouldContain("tiles");
    }

    [Fact]
    public void OpenDecoder_StateWithUnknownName_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var stream = golden.Model.OpenDecoder();
        stream.Decode(Noise(1, 16, 1, 2, 2));
        var state = stream.ExportState().ToDictionary(pair => pair.Key.Replace("conv1", "conv9"), pair => pair.Value);

        Should
            .Throw<BadInputException>(() => golden.Model.OpenDecoder(state: state))
            .Message.ShouldContain("tile0.decoder.conv1");
    }

    [Fact]
    public void Encode_BatchOfTwo_EqualsTwoSingleRuns()
    {
        using var scope = NewDisposeScope();
        var video = Noise(2, 3, 5, 16, 24).clamp_(-1, 1);

        var both = golden.Model.Encode(video, GoldenAutoencoder.SmallTiles);

        for (var i = 0; i < 2; i++)
            both.narrow(0, i, 1)
                .ShouldBeWithin(golden.Model.Encode(video.narrow(0, i, 1), GoldenAutoencoder.SmallTiles), 1e-6);
    }

    [Fact]
    public void Decode_BatchOfTwo_EqualsTwoSingleRuns()
    {
        using var scope = NewDisposeScope();
        var latents = Noise(2, 16, 2, 5, 3);

        var both = golden.Model.Decode(latents, GoldenAutoencoder.SmallTiles);

        for (var i = 0; i < 2; i++)
            both.narrow(0, i, 1)
                .ShouldBeWithin(golden.Model.Decode(latents.narrow(0, i, 1), GoldenAutoencoder.SmallTiles), 5e-5);
    }

    [Theory]
    [InlineData(1, 3, 2, 16, 16)]
    [InlineData(1, 4, 1, 16, 16)]
    [InlineData(1, 3, 1, 16, 20)]
    public void Encode_WrongShape_Throws(long batch, long channels, long time, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var stream = golden.Model.OpenEncoder();

        Should.Throw<ArgumentException>(() => stream.Encode(Noise(batch, channels, time, height, width)));
    }

    [Fact]
    public void Decode_WrongChannels_Throws()
    {
        using var scope = NewDisposeScope();
        using var stream = golden.Model.OpenDecoder();

        Should.Throw<ArgumentException>(() => stream.Decode(Noise(1, 8, 1, 2, 2)));
    }

    [Fact]
    public void Decode_Cancelled_Throws()
    {
        using var scope = NewDisposeScope();
        using var stream = golden.Model.OpenDecoder();

        Should.Throw<OperationCanceledException>(() =>
            stream.Decode(Noise(1, 16, 1, 2, 2), new CancellationToken(canceled: true))
        );
    }

    [Fact]
    public void Streams_ManyChunks_HoldTheSameNumberOfTensorsAndValues()
    {
        using var scope = NewDisposeScope();
        using var encoder = golden.Model.OpenEncoder(GoldenAutoencoder.SmallTiles);
        using var decoder = golden.Model.OpenDecoder(GoldenAutoencoder.SmallTiles);
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        Pass(Noise(1, 3, 1, 40, 40));
        Pass(Noise(1, 3, 4, 40, 40));
        var (tensors, values) = (statistics.ThreadTotalLiveCount, Held());

        for (var chunk = 0; chunk < 10; chunk++)
            Pass(Noise(1, 3, 4, 40, 40));

        statistics.ThreadTotalLiveCount.ShouldBe(tensors);
        Held().ShouldBe(values);

        void Pass(Tensor frames)
        {
            using var inner = NewDisposeScope();
            decoder.Decode(encoder.Encode(frames));
            frames.Dispose();
        }

        long Held()
        {
            using var inner = NewDisposeScope();
            return decoder.ExportState().Values.Sum(frames => frames.numel());
        }
    }

    [Fact]
    public void Decode_Bfloat16_StaysNearFloat32()
    {
        using var scope = NewDisposeScope();
        using var narrow = new VideoAutoencoder(golden.Config, dtype: ScalarType.BFloat16);
        using (no_grad())
        {
            var wide = golden.Model.state_dict();
            foreach (var (name, weight) in narrow.state_dict())
                weight.copy_(wide[name]);
        }

        var latents = Noise(1, 16, 2, 2, 3);
        narrow.Decode(latents).to(ScalarType.Float32).ShouldBeWithin(golden.Model.Decode(latents), 0.1);
    }

    private static Tensor Noise(params long[] shape)
    {
        using var generator = new Generator(7);
        return randn(shape, generator: generator);
    }
}
