using System.Text.Json;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.Tests.Autoencoders;
using OmniAvatar.Planning;
using OmniAvatar.Tests;
using SkiaSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Pipelines;

public class PicturePreparationTests
{
    [Fact]
    public void Cover_EveryGoldenCase_MatchesTheReference()
    {
        using var scope = NewDisposeScope();
        var tensors = GoldenAutoencoder.Read("plan", "resize_pad.safetensors");
        using var cases = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Of("plan", "resize_pad.json")));
        cases.RootElement.GetArrayLength().ShouldBeGreaterThan(0);

        foreach (var item in cases.RootElement.EnumerateArray())
        {
            var name = $"case{item.GetProperty("case").GetInt32()}";
            var target = item.GetProperty("target_hw");

            var covered = PicturePreparation.Cover(
                tensors[name + ".input"],
                new VideoSize(target[0].GetInt32(), target[1].GetInt32())
            );

            covered.shape.ShouldBe(tensors[name + ".output"].shape, name);
            (covered - tensors[name + ".output"]).abs().max().item<float>().ShouldBeLessThanOrEqualTo(1e-5f, name);
        }
    }

    [Fact]
    public void ToClip_GoldenPicture_IsTheReferencesFirstFrame()
    {
        using var scope = NewDisposeScope();
        using var bitmap = SKBitmap.Decode(GoldenFolder.Of("pipeline", "image.png"));
        var rgb = tensor(
                [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })],
                ScalarType.Byte
            )
            .view(bitmap.Height, bitmap.Width, 3);
        var expected = GoldenAutoencoder.Read("pipeline", "joint_cfg_window0.safetensors")["vae_encoder_input"];

        var clip = PicturePreparation.ToClip(rgb, new VideoSize(32, 48));

        clip.shape.ShouldBe(expected.shape);
        (clip - expected).abs().max().item<float>().ShouldBeLessThanOrEqualTo(1e-5f);
    }

    [Fact]
    public void ToClip_FloatPicture_Throws()
    {
        using var scope = NewDisposeScope();

        Should.Throw<ArgumentException>(() => PicturePreparation.ToClip(zeros(4, 4, 3), new VideoSize(16, 16)));
    }
}
