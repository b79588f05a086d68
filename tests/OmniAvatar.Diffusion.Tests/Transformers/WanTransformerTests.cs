using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Transformers;

public sealed class WanTransformerTests : IDisposable
{
    private const double Limit = 2e-5;
    private const double BFloat16Limit = 4e-2;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IDisposable _inference = inference_mode();

    [Theory]
    [InlineData("case0")]
    [InlineData("case1")]
    [InlineData("case2")]
    public void Forward_GoldenCase_EqualsReferenceAtEveryTap(string name)
    {
        using var golden = new GoldenCase("dit", $"base_{name}.safetensors");
        using var recorder = new RecordingObserver();
        using var transformer = GoldenTransformer.Base();

        var output = TransformerInputs.Of(golden).Through(transformer, new ForwardContext { Observer = recorder });

        var taps = recorder.Values.Where(value => golden.Has($"tap.{value.Key}")).ToList();
        taps.Count.ShouldBeGreaterThanOrEqualTo(20);
        foreach (var (tap, value) in taps)
            golden.Difference($"tap.{tap}", value).ShouldBeLessThan(Limit, tap);
        golden.Difference("output", output).ShouldBeLessThan(Limit);
    }

    [Theory]
    [InlineData("case0")]
    [InlineData("case1")]
    [InlineData("case2")]
    public void Forward_LoraBesideTheBase_EqualsReference(string name)
    {
        using var golden = new GoldenCase("dit", $"lora_{name}.safetensors");
        using var transformer = GoldenTransformer.WithLora();

        golden.Difference("output", TransformerInputs.Of(golden).Through(transformer)).ShouldBeLessThan(Limit);
    }

    [Theory]
    [InlineData("case0")]
    [InlineData("case1")]
    [InlineData("case2")]
    public void Forward_LoraMerged_EqualsReference(string name)
    {
        using var golden = new GoldenCase("dit", $"lora_{name}.safetensors");
        using var transformer = GoldenTransformer.Merged();

        golden.Difference("output", TransformerInputs.Of(golden).Through(transformer)).ShouldBeLessThan(Limit);
    }

    [Theory]
    [InlineData("bf16_base_case0", false)]
    [InlineData("bf16_lora_case0", true)]
    public void Forward_BFloat16_StaysWithinItsRounding(string name, bool lora)
    {
        using var golden = new GoldenCase("dit", $"{name}.safetensors");
        using var transformer = lora
            ? GoldenTransformer.WithLora(ScalarType.BFloat16)
            : GoldenTransformer.Base(ScalarType.BFloat16);
        var inputs = TransformerInputs.Of(golden);

        var coarse = inputs.Through(transformer);
        coarse.dtype.ShouldBe(ScalarType.BFloat16);
        golden.Difference("output_bf16_compute", coarse.to(ScalarType.Float32)).ShouldBeLessThan(BFloat16Limit);

        transformer.to(ScalarType.Float32);
        golden
            .Difference("output_float32_compute_rounded_weights_and_inputs", inputs.Through(transformer))
            .ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Forward_BatchOfTwo_EqualsTwoSingleRuns()
    {
        random.manual_seed(7);
        using var transformer = GoldenTransformer.Base();
        var inputs = TransformerInputs.Random(transformer.Config, batch: 2);

        var together = inputs.Through(transformer);

        for (var item = 0; item < 2; item++)
            GoldenCase
                .Difference(inputs.Item(item).Through(transformer), together.narrow(0, item, 1))
                .ShouldBeLessThan(2e-6);
    }

    [Fact]
    public void Forward_BatchOfTwoWithLora_EqualsTwoSingleRuns()
    {
        random.manual_seed(8);
        using var transformer = GoldenTransformer.WithLora();
        var inputs = TransformerInputs.Random(transformer.Config, batch: 2, frames: 5, height: 2);

        var together = inputs.Through(transformer);

        for (var item = 0; item < 2; item++)
            GoldenCase
                .Difference(inputs.Item(item).Through(transformer), together.narrow(0, item, 1))
                .ShouldBeLessThan(2e-6);
    }

    [Fact]
    public void Forward_SameInputsTwice_IsBitEqual()
    {
        random.manual_seed(9);
        using var transformer = GoldenTransformer.Base();
        var inputs = TransformerInputs.Random(transformer.Config, batch: 1);

        inputs.Through(transformer).Equals(inputs.Through(transformer)).ShouldBeTrue();
    }

    [Fact]
    public void Forward_Cancelled_StopsBetweenBlocks()
    {
        using var cancellation = new CancellationTokenSource();
        using var transformer = GoldenTransformer.Base();
        var cancelling = new CancelAt("block.2.output", cancellation);
        var context = new ForwardContext { Observer = cancelling, Cancellation = cancellation.Token };
        var inputs = TransformerInputs.Random(transformer.Config, batch: 1);

        Should.Throw<OperationCanceledException>(() => inputs.Through(transformer, context));

        cancelling.Last.ShouldBe("block.2.output");
    }

    [Fact]
    public void Forward_WrongShapes_AreRefused()
    {
        using var transformer = GoldenTransformer.Base();
        var good = TransformerInputs.Random(transformer.Config, batch: 1);
        TransformerInputs[] wrong =
        [
            good with
            {
                Latents = good.Latents.narrow(1, 0, 15),
            },
            good with
            {
                Reference = good.Reference.narrow(2, 0, 2),
            },
            good with
            {
                Latents = good.Latents.narrow(3, 0, 3),
                Reference = good.Reference.narrow(3, 0, 3),
            },
            good with
            {
                Timestep = rand(2),
            },
            good with
            {
                Text = randn(1, 7, 31),
            },
            good with
            {
                Text = randn(2, 7, 32),
            },
            good with
            {
                Audio = good.Audio.narrow(1, 0, 8),
            },
            good with
            {
                Audio = good.Audio.narrow(1, 0, 5),
            },
            good with
            {
                Audio = randn(1, 9, 335),
            },
        ];

        foreach (var inputs in wrong)
            Should.Throw<BadInputException>(() => inputs.Through(transformer));
    }

    [Fact]
    public void Names_BaseModel_AreTheCheckpointsOwn()
    {
        using var weights = SafetensorsFile.Open(GoldenFolder.Of("dit", "weights.safetensors"));
        using var transformer = new WanTransformer(GoldenTransformer.Config, device: META);

        transformer
            .state_dict()
            .ToDictionary(pair => pair.Key, pair => string.Join(',', pair.Value.shape))
            .ShouldBe(
                weights.Tensors.ToDictionary(pair => pair.Key, pair => string.Join(',', pair.Value.Shape)),
                ignoreOrder: true
            );
    }

    [Fact]
    public void Names_WithLora_ArePeftsOwn()
    {
        var json = System
            .Text.Json.JsonDocument.Parse(File.ReadAllText(GoldenFolder.Of("dit", "lora_state_dict_names.json")))
            .RootElement;
        var expected = json.GetProperty("all_names_of_the_injected_model")
            .EnumerateObject()
            .ToDictionary(
                entry => entry.Name,
                entry => string.Join(',', entry.Value.EnumerateArray().Select(size => size.GetInt64()))
            );
        using var transformer = new WanTransformer(GoldenTransformer.Config, GoldenTransformer.Lora, META);

        transformer
            .state_dict()
            .ToDictionary(pair => pair.Key, pair => string.Join(',', pair.Value.shape))
            .ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public void Construct_FullSizeOnMeta_HasThePublishedNumberOfParameters()
    {
        // Published: 14,288,491,584 with 16 input channels and no audio path.
        const long published = 14_288_491_584;
        const long moreChannels = 17L * 2 * 2 * 5120;
        const long audioPack = 4L * 10752 * 32 + 3 * 32;
        const long audioProjections = 19L * (32 * 5120 + 5120);

        using var transformer = new WanTransformer(
            WanTransformerConfig.Wan14B,
            device: META,
            dtype: ScalarType.BFloat16
        );

        transformer
            .parameters()
            .Sum(parameter => parameter.numel())
            .ShouldBe(published + moreChannels + audioPack + audioProjections);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(48, 5)]
    [InlineData(40, 8)]
    public void Construct_SizesThatDoNotFit_AreRefused(int dim, int heads) =>
        Should.Throw<BadInputException>(() =>
            new WanTransformer(GoldenTransformer.Config with { Dim = dim, Heads = heads }, device: META)
        );

    public void Dispose()
    {
        _inference.Dispose();
        _scope.Dispose();
    }

    private sealed class CancelAt(string name, CancellationTokenSource cancellation) : ITensorObserver
    {
        public string? Last { get; private set; }

        public void Observe(string seen, Tensor value)
        {
            Last = seen;
            if (seen == name)
                cancellation.Cancel();
        }
    }
}
