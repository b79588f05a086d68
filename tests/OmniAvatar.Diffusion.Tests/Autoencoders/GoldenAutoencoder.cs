using System.Text.Json;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Autoencoders;

/// <summary>The small autoencoder of the golden data with its weights, loaded once, and the cases beside it.</summary>
public sealed class GoldenAutoencoder : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public GoldenAutoencoder()
    {
        Config = JsonSerializer.Deserialize<VideoAutoencoderConfig>(
            File.ReadAllText(GoldenFolder.Of("vae", "config.json")),
            SnakeCase
        )!;
        Model = new VideoAutoencoder(Config, META);
        using var weights = SafetensorsFile.Open(GoldenFolder.Of("vae", "weights.safetensors"));
        StrictLoader.Load(Model, weights, new LoadOptions { Prefix = "model." });
    }

    public VideoAutoencoderConfig Config { get; }

    public VideoAutoencoder Model { get; }

    /// <summary>The tiles of the small tiled cases, in latents.</summary>
    public static Tiling SmallTiles { get; } = new(3, 4, 2, 3);

    /// <summary>Every tensor of a golden file.</summary>
    public static Dictionary<string, Tensor> Read(params string[] levels)
    {
        using var file = SafetensorsFile.Open(GoldenFolder.Of(levels));
        return file.Tensors.Keys.ToDictionary(key => key, key => file.Read(key));
    }

    public void Dispose() => Model.Dispose();
}

/// <summary>Comparisons as the golden data's limits are stated.</summary>
internal static class TensorAssertions
{
    /// <summary>The largest absolute difference is at most <paramref name="limit"/> times the largest expected
    /// value.</summary>
    public static void ShouldBeWithin(this Tensor actual, Tensor expected, double limit, string what = "")
    {
        actual.shape.ShouldBe(expected.shape, what);
        using var scope = NewDisposeScope();
        var largest = expected.abs().max().ToSingle();
        var difference = (actual - expected).abs().max().ToSingle();
        (difference / largest).ShouldBeLessThanOrEqualTo((float)limit, what);
    }

    public static void ShouldEqualBitForBit(this Tensor actual, Tensor expected)
    {
        actual.shape.ShouldBe(expected.shape);
        allclose(actual, expected, rtol: 0, atol: 0).ShouldBeTrue();
    }
}
