using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Pipelines.Handoffs;
using OmniAvatar.Diffusion.Tests.Autoencoders;
using OmniAvatar.Requests;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Pipelines.Handoffs;

public class HandoffTests(GoldenAutoencoder golden) : IClassFixture<GoldenAutoencoder>
{
    private const int Overlap = 13;

    [Theory]
    [InlineData(0, 1e-4)]
    [InlineData(1, 3e-4)]
    public void Reencode_GoldenWindow_GivesTheReferencesFramesAndNextPrefix(int window, double limit)
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenAutoencoder.Read("pipeline", $"joint_cfg_window{window}.safetensors");
        var next = GoldenAutoencoder.Read("pipeline", $"joint_cfg_window{window + 1}.safetensors");
        var handoff = Handoff.For(HandoffMode.Reencode, Overlap, Tiling.ForEncoding, Tiling.ForDecoding);

        using var decoding = handoff.Decode(golden.Model, tensors["final_latents"]);
        var frames = cat([.. decoding.Frames()], dim: 2);
        using var continuation = decoding.Continue();

        frames.transpose(1, 2).add(1).div(2).ShouldBeWithin(tensors["frames"], limit);
        continuation.PrefixLatents.ShouldBeWithin(next["vae_encoder_output"], limit);
        continuation.DecoderState.ShouldBeEmpty();
    }

    [Fact]
    public void Latents_TwoSegments_EqualOneDecodingOfTheWholeShot()
    {
        using var scope = NewDisposeScope();
        var shot = randn([1, 16, 8, 3, 4]);
        var handoff = Handoff.For(HandoffMode.Latents, Overlap, null, null);

        using var first = handoff.Decode(golden.Model, shot.narrow(2, 0, 6));
        var frames = first.Frames().ToList();
        using var continuation = first.Continue();
        using var second = handoff.Decode(golden.Model, shot.narrow(2, 2, 6), continuation.DecoderState);
        frames.AddRange(second.Frames());

        continuation.PrefixLatents.ShouldEqualBitForBit(shot.narrow(2, 2, 4));
        cat(frames, dim: 2).ShouldEqualBitForBit(golden.Model.Decode(shot));
    }

    [Theory]
    [InlineData(HandoffMode.Reencode)]
    [InlineData(HandoffMode.Latents)]
    public void Continue_FramesLeft_Throws(HandoffMode mode)
    {
        using var scope = NewDisposeScope();
        using var decoding = Handoff.For(mode, 1, null, null).Decode(golden.Model, randn([1, 16, 2, 2, 2]));
        decoding.Frames().First().shape[2].ShouldBe(1);

        Should.Throw<InvalidOperationException>(() => decoding.Continue());
    }
}
