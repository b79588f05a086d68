using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights.Adapters;

/// <summary>The same adapter in the names of every trainer has the same effect.</summary>
public sealed class LoraSpellingTests : IDisposable
{
    private const string Module = "blocks.0.self_attn.q";
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _w = randn(5, 3),
        _a = randn(2, 3),
        _b = randn(5, 2),
        _bias = randn(5);

    [Theory]
    [InlineData("blocks.0.self_attn.q.lora_A.weight", "blocks.0.self_attn.q.lora_B.weight")]
    [InlineData(
        "base_model.model.blocks.0.self_attn.q.lora_A.mine.weight",
        "base_model.model.blocks.0.self_attn.q.lora_B.mine.weight"
    )]
    [InlineData(
        "diffusion_model.blocks.0.self_attn.q.lora_A.weight",
        "diffusion_model.blocks.0.self_attn.q.lora_B.weight"
    )]
    [InlineData(
        "diffusion_model.blocks.0.self_attn.q.lora_down.weight",
        "diffusion_model.blocks.0.self_attn.q.lora_up.weight"
    )]
    [InlineData(
        "model.diffusion_model.blocks.0.self_attn.q.lora.down.weight",
        "model.diffusion_model.blocks.0.self_attn.q.lora.up.weight"
    )]
    [InlineData("transformer.blocks.0.self_attn.q.lora_A.weight", "transformer.blocks.0.self_attn.q.lora_B.weight")]
    [InlineData("transformer.blocks.0.attn1.to_q.lora_A.weight", "transformer.blocks.0.attn1.to_q.lora_B.weight")]
    [InlineData(
        "transformer.blocks.0.attn1.to_q.lora_A.default.weight",
        "transformer.blocks.0.attn1.to_q.lora_B.default.weight"
    )]
    [InlineData("lora_unet_blocks_0_self_attn_q.lora_down.weight", "lora_unet_blocks_0_self_attn_q.lora_up.weight")]
    public void Read_EverySpelling_AddsTheProductOnce(string keyA, string keyB)
    {
        using var adapted = Adapt((keyA, _a), (keyB, _b));

        ShouldBeNear(adapted.Read($"{Module}.weight"), _w + _b.matmul(_a));
    }

    [Theory]
    [InlineData(1f, 0.5)]
    [InlineData(4f, 2.0)]
    public void Read_AlphaBesideAPair_CountsOverTheRank(float alpha, double scale)
    {
        using var adapted = Adapt(
            ("lora_unet_blocks_0_self_attn_q.lora_down.weight", _a),
            ("lora_unet_blocks_0_self_attn_q.lora_up.weight", _b),
            ("lora_unet_blocks_0_self_attn_q.alpha", tensor(alpha))
        );

        ShouldBeNear(adapted.Read($"{Module}.weight"), _w + scale * _b.matmul(_a));
    }

    [Fact]
    public void Read_PairsOfDifferentRanks_EachCountByTheirOwn()
    {
        Tensor down = randn(1, 3),
            up = randn(5, 1);
        using var adapted = Adapt(
            ($"{Module}.lora_down.weight", _a),
            ($"{Module}.lora_up.weight", _b),
            ($"{Module}.alpha", tensor(1f)),
            ("blocks.0.ffn.0.lora_down.weight", down),
            ("blocks.0.ffn.0.lora_up.weight", up),
            ("blocks.0.ffn.0.alpha", tensor(1f))
        );

        ShouldBeNear(adapted.Read($"{Module}.weight"), _w + 0.5 * _b.matmul(_a));
        ShouldBeNear(adapted.Read("blocks.0.ffn.0.weight"), _w + up.matmul(down));
    }

    [Fact]
    public void Read_Differences_AreAddedByTheStrength()
    {
        Tensor weight = randn(5, 3),
            bias = randn(5);
        using var adapted = Adapt(
            0.5,
            ($"diffusion_model.{Module}.diff", weight),
            ($"diffusion_model.{Module}.diff_b", bias)
        );

        ShouldBeNear(adapted.Read($"{Module}.weight"), _w + 0.5 * weight);
        ShouldBeNear(adapted.Read($"{Module}.bias"), _bias + 0.5 * bias);
    }

    [Theory]
    [InlineData("DoRA", $"{Module}.lora_magnitude_vector")]
    [InlineData("DoRA", $"diffusion_model.{Module}.dora_scale")]
    [InlineData("LoKr", "lycoris_blocks_0_self_attn_q.lokr_w1")]
    [InlineData("LoHa", "lora_unet_blocks_0_self_attn_q.hada_w1_a")]
    [InlineData("diff_m", "diffusion_model.blocks.0.diff_m")]
    [InlineData("lora_bias", $"{Module}.lora_B.bias")]
    [InlineData("text encoder", "text_encoder.layers.0.q_proj.lora_linear_layer.down.weight")]
    [InlineData("have no other half", $"{Module}.lora_down.weight")]
    [InlineData("have no other half", $"{Module}.alpha")]
    [InlineData("does not have ('lora_unet_blocks_7_self_attn_q.weight')", "lora_unet_blocks_7_self_attn_q.diff")]
    public void Read_WhatCannotBeMerged_IsNamed(string because, string key)
    {
        var message = Should.Throw<BadInputException>(() => Adapt((key, ones(2, 3)))).Message;

        message.ShouldContain(because);
        message.ShouldContain("mine.safetensors");
    }

    [Fact]
    public void Read_SeveralAdaptersOrTwoOfOneLayer_IsRefused()
    {
        Should
            .Throw<BadInputException>(() =>
                Adapt(
                    ($"{Module}.lora_A.one.weight", _a),
                    ($"{Module}.lora_B.one.weight", _b),
                    ("blocks.0.ffn.0.lora_A.two.weight", _a),
                    ("blocks.0.ffn.0.lora_B.two.weight", _b)
                )
            )
            .Message.ShouldContain("several adapters ('one', 'two')");
        Should
            .Throw<BadInputException>(() =>
                Adapt(
                    ($"{Module}.lora_A.weight", _a),
                    ($"{Module}.lora_B.weight", _b),
                    ($"diffusion_model.{Module}.lora_A.weight", _a),
                    ($"diffusion_model.{Module}.lora_B.weight", _b)
                )
            )
            .Message.ShouldContain("under two names");
    }

    [Fact]
    public void Read_HalvesThatAreNone_AreRefused()
    {
        Should
            .Throw<BadInputException>(() =>
                Adapt(($"{Module}.lora_A.weight", _a), ($"{Module}.lora_B.weight", ones(5, 4)))
            )
            .Message.ShouldContain("not the halves");
        Should
            .Throw<BadInputException>(() =>
                Adapt(($"{Module}.lora_A.weight", ones(0, 3)), ($"{Module}.lora_B.weight", ones(5, 0)))
            )
            .Message.ShouldContain("not the halves");
        Should
            .Throw<BadInputException>(() =>
                Adapt(($"{Module}.lora_A.weight", _a.to(ScalarType.Int8)), ($"{Module}.lora_B.weight", _b))
            )
            .Message.ShouldContain("Int8");
        Should.Throw<BadInputException>(() => Adapt()).Message.ShouldContain("not a low-rank adapter");
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    private static void ShouldBeNear(Tensor actual, Tensor expected) =>
        (actual - expected).abs().max().item<float>().ShouldBeLessThan(1e-5f);

    private AdaptedTensors Adapt(params (string Key, Tensor Tensor)[] adapter) => Adapt(1, adapter);

    private AdaptedTensors Adapt(double strength, params (string Key, Tensor Tensor)[] adapter)
    {
        var weights = Save(
            "base.safetensors",
            ($"{Module}.weight", _w),
            ($"{Module}.bias", _bias),
            ("blocks.0.ffn.0.weight", _w)
        );
        var source = Save("mine.safetensors", adapter);
        try
        {
            return new AdaptedTensors(weights, new LoraFile(source.Name, strength).Read(source, weights.Tensors.Keys));
        }
        catch
        {
            weights.Dispose();
            source.Dispose();
            throw;
        }
    }

    private SafetensorsFile Save(string name, params (string Key, Tensor Tensor)[] tensors)
    {
        SafetensorsWriter.Write(_folder.File(name), tensors.ToDictionary(pair => pair.Key, pair => pair.Tensor));
        return SafetensorsFile.Open(_folder.File(name));
    }
}
