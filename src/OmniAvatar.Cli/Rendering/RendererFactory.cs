using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Videos;
using TorchSharp;

namespace OmniAvatar.Cli.Rendering;

/// <summary>Binds model, device, pictures and encoder into one renderer.</summary>
internal static class RendererFactory
{
    /// <exception cref="WrongUseException">A GPU was asked for and this build sees none.</exception>
    public static AvatarRenderer Create(ModelFolder model, string identity, RenderOptions options) =>
        new(
            model,
            identity,
            RendererOptions.For(DeviceOf(options.Device), options.Threads ?? model.Defaults.Threads) with { Loras = options.Loras },
            new PictureReader(),
            new FragmentEncoder());

    private static torch.Device DeviceOf(string? asked) => (asked, torch.cuda.is_available()) switch
    {
        ("cuda", false) => throw new WrongUseException("--device cuda was asked for, but this build sees no GPU; 'omniavatar doctor' says why."),
        ("cpu", _) or (null, false) => torch.CPU,
        _ => torch.CUDA,
    };
}
