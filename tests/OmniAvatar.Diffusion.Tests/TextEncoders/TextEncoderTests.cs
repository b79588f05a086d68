using System.Text.Json;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.TextEncoders;

public sealed class TextEncoderTests : IDisposable
{
    private const double Limit = 2e-5;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly IDisposable _noGradients = no_grad();
    private readonly TextEncoder _encoder = LoadGolden();

    [Theory]
    [InlineData("case_a")]
    [InlineData("case_b")]
    [InlineData("case_c")]
    public void EncodePrompts_GoldenCase_EqualsReference(string name)
    {
        using var golden = new GoldenCase("t5", $"{name}.safetensors");

        var actual = _encoder.EncodePrompts(golden.Read("input.ids"), golden.Read("input.mask"));

        golden.Difference("output.prompt_emb", actual).ShouldBeLessThan(Limit);
    }

    [Theory]
    [InlineData("case_a")]
    [InlineData("case_b")]
    public void Forward_GoldenCase_EqualsReferencePaddingIncluded(string name)
    {
        using var golden = new GoldenCase("t5", $"{name}.safetensors");

        var actual = _encoder.forward(golden.Read("input.ids"), golden.Read("input.mask"));

        golden.Difference("output.text_encoder_raw", actual).ShouldBeLessThan(Limit);
    }

    [Fact]
    public void EncodePrompts_BatchOfTwoLengths_EqualsSingleRuns()
    {
        var ids = randint(3, _encoder.Config.VocabularySize, [2, 20], dtype: ScalarType.Int64);
        var mask = ones(2, 20, dtype: ScalarType.Int64);
        mask[1, 7..] = 0;

        var together = _encoder.EncodePrompts(ids, mask);

        for (var row = 0; row < 2; row++)
            GoldenCase
                .Difference(
                    _encoder.EncodePrompts(ids[row].unsqueeze(0), mask[row].unsqueeze(0)),
                    together[row].unsqueeze(0)
                )
                .ShouldBeLessThan(Limit);
    }

    [Fact]
    public void EncodePrompts_PastTheLastToken_IsExactlyZero()
    {
        var ids = ones(1, 12, dtype: ScalarType.Int64);
        var mask = zeros(1, 12, dtype: ScalarType.Int64);
        mask[0, ..5] = 1;

        var embeddings = _encoder.EncodePrompts(ids, mask);

        embeddings[0, 5..].abs().max().item<float>().ShouldBe(0);
        embeddings[0, 4].abs().max().item<float>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Forward_MaskOfAnotherShape_Throws() =>
        Should.Throw<ArgumentException>(() =>
            _encoder.forward(ones(1, 4, dtype: ScalarType.Int64), ones(1, 5, dtype: ScalarType.Int64))
        );

    [Fact]
    public void Buckets_GoldenDistances_EqualReference()
    {
        using var golden = new GoldenCase("t5", "relative_position_buckets.safetensors");

        var buckets = RelativePositionBias.Buckets(golden.Read("input.rel_pos"), _encoder.Config);

        buckets.data<long>().ShouldBe(golden.Read("output.bucket").data<long>());
    }

    [Fact]
    public void Constructor_ReleasedSizesOnMeta_HasTheReleasedParameters()
    {
        using var released = new TextEncoder(new TextEncoderConfig(), META, ScalarType.BFloat16);

        var weights = released.state_dict();

        weights.Count.ShouldBe(242);
        weights.Values.Sum(weight => weight.numel()).ShouldBe(5_680_910_336);
        weights["blocks.23.ffn.gate.0.weight"].shape.ShouldBe([10240, 4096]);
        weights["blocks.0.pos_embedding.embedding.weight"].shape.ShouldBe([32, 64]);
    }

    [Theory]
    [InlineData("""{"dim_attn": 10, "num_heads": 3}""")]
    [InlineData("""{"dim": "wide"}""")]
    [InlineData("""{"num_layers": 0}""")]
    [InlineData("""{"shared_pos": true}""")]
    [InlineData("""[]""")]
    public void FromJson_SizesThatCannotBe_AreBadInput(string json) =>
        Should.Throw<BadInputException>(() => TextEncoderConfig.FromJson(JsonDocument.Parse(json).RootElement));

    public void Dispose()
    {
        _encoder.Dispose();
        _noGradients.Dispose();
        _scope.Dispose();
    }

    private static TextEncoder LoadGolden()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Of("t5", "config.json")));
        var encoder = new TextEncoder(TextEncoderConfig.FromJson(json.RootElement));
        using var weights = SafetensorsFile.Open(GoldenFolder.Of("t5", "weights.safetensors"));
        StrictLoader.Load(encoder, weights);
        return encoder;
    }
}
