using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Autoencoders;

public class VideoAutoencoderConfigTests
{
    [Fact]
    public void Default_OnMetaDevice_HasTheReleasedKeysAndParameterCount()
    {
        using var model = new VideoAutoencoder(new VideoAutoencoderConfig(), META);
        using var small = SafetensorsFile.Open(GoldenFolder.Of("vae", "weights.safetensors"));

        var state = model.state_dict();

        state.Keys.ShouldBe(small.Tensors.Keys.Select(key => key["model.".Length..]), ignoreOrder: true);
        state.Values.Sum(weight => weight.numel()).ShouldBe(126_892_531);
        state.Values.ShouldAllBe(weight => weight.device_type == TorchSharp.DeviceType.META);
    }

    [Fact]
    public void Validated_ListsThatDoNotBelongTogether_IsRefused()
    {
        Should.Throw<BadInputException>(() => new VideoAutoencoderConfig { DimMult = [1, 2] }.Validated());
        Should.Throw<BadInputException>(() => new VideoAutoencoderConfig { ZDim = 8 }.Validated());
        Should.Throw<BadInputException>(() => new VideoAutoencoderConfig { BaseDim = 0 }.Validated());
        Should.Throw<BadInputException>(() => new VideoAutoencoderConfig { Std = [.. new float[16]] }.Validated());
    }

    [Theory]
    [InlineData(4, 4, 0, 4)]
    [InlineData(4, 4, 5, 4)]
    public void Tiling_StrideThatLeavesGaps_IsRefused(int height, int width, int strideHeight, int strideWidth) =>
        Should.Throw<WrongUseException>(() => new Tiling(height, width, strideHeight, strideWidth));
}
