using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Observation;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Autoencoders;

public class VideoAutoencoderGoldenTests(GoldenAutoencoder golden) : IClassFixture<GoldenAutoencoder>
{
    private const double EncodeLimit = 2e-5;
    private const double DecodeLimit = 5e-5;
    private const double TapLimit = 2e-5;

    [Theory]
    [InlineData("encode_T1", null, "output.latents")]
    [InlineData("encode_T1", "default", "output.latents_tiled_34_34_18_16")]
    [InlineData("encode_T5", null, "output.latents")]
    [InlineData("encode_T13", null, "output.latents")]
    [InlineData("encode_T17", null, "output.latents")]
    [InlineData("encode_T17", "default", "output.latents_tiled_34_34_18_16")]
    [InlineData("encode_T7_truncated", null, "output.latents")]
    [InlineData("encode_taps", null, "output.latents")]
    [InlineData("encode_tiled_T1", "small", "output.latents")]
    [InlineData("encode_tiled_T5", "small", "output.latents")]
    [InlineData("encode_tiled_T5", null, "output.latents_untiled")]
    [InlineData("encode_video_default_tiles", "default", "output.latents")]
    [InlineData("encode_video_default_tiles", null, "output.latents_untiled")]
    public void Encode_GoldenCase_MatchesTheReference(string name, string? tiles, string output)
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenAutoencoder.Read("vae", name + ".safetensors");

        var latents = golden.Model.Encode(tensors["input.video"], Tiles(tiles, Tiling.ForEncoding));

        latents.ShouldBeWithin(tensors[output], EncodeLimit);
    }

    [Theory]
    [InlineData("decode_T1", null, "output.video")]
    [InlineData("decode_T4", null, "output.video")]
    [InlineData("decode_T5", null, "output.video")]
    [InlineData("decode_tiled_T1", "small", "output.video")]
    [InlineData("decode_tiled_T3", "small", "output.video")]
    [InlineData("decode_tiled_T3", null, "output.video_untiled")]
    [InlineData("decode_video_log_video_tiles", "default", "output.video")]
    [InlineData("decode_video_log_video_tiles", null, "output.video_untiled")]
    public void Decode_GoldenCase_MatchesTheReference(string name, string? tiles, string output)
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenAutoencoder.Read("vae", name + ".safetensors");

        var video = golden.Model.Decode(tensors["input.latents"], Tiles(tiles, Tiling.ForDecoding));

        video.ShouldBeWithin(tensors[output], DecodeLimit);
    }

    [Fact]
    public void Encode_Observed_ShowsEveryTapOfTheReference()
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenAutoencoder.Read("vae", "encode_taps.safetensors");
        using var observer = new RecordingObserver();

        golden.Model.Encode(tensors["input.video"], observer: observer);

        ShouldMatchTaps(observer, tensors, "encoder.");
    }

    [Fact]
    public void Decode_Observed_ShowsEveryTapAndTheVideoBeforeClamping()
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenAutoencoder.Read("vae", "decode_taps.safetensors");
        using var observer = new RecordingObserver();

        golden.Model.Decode(tensors["input.latents"], observer: observer);

        ShouldMatchTaps(observer, tensors, "decoder.");
        cat(
                [
                    .. observer
                        .Values.Where(seen => seen.Key.EndsWith(".head.2", StringComparison.Ordinal))
                        .Select(seen => seen.Value),
                ],
                dim: 2
            )
            .ShouldBeWithin(tensors["output.video_before_clamp"], DecodeLimit);
    }

    private static void ShouldMatchTaps(RecordingObserver observer, Dictionary<string, Tensor> tensors, string prefix)
    {
        var seen = observer.Values.ToDictionary(pair => pair.Key, pair => pair.Value);
        var taps = tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        taps.ShouldNotBeEmpty();
        foreach (var (name, expected) in taps)
            seen[name].ShouldBeWithin(expected, TapLimit, name);
    }

    private static Tiling? Tiles(string? name, Tiling released) =>
        name switch
        {
            null => null,
            "small" => GoldenAutoencoder.SmallTiles,
            _ => released,
        };
}
