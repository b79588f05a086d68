using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Videos;
using TorchSharp;

namespace OmniAvatar.Cli.Rendering;

/// <summary>Binds model, device, pictures and encoder into one renderer.</summary>
internal static class RendererFactory
{
    /// <param name="model">The model to render with.</param>
    /// <param name="identity">The identity under which requests ask for it.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>; null takes a GPU if there is one.</param>
    /// <param name="threads">CPU threads; null takes <see cref="SlotThreads.Default(int, int)"/>.</param>
    /// <param name="loras">Adapters to merge.</param>
    /// <exception cref="WrongUseException">A GPU was asked for and this build sees none.</exception>
    public static AvatarRenderer Create(
        ModelFolder model,
        string identity,
        string? device,
        int? threads,
        IReadOnlyList<LoraFile> loras
    ) =>
        new(
            model,
            identity,
            RendererOptions.For(DeviceOf(device), threads ?? SlotThreads.Default(model.Defaults.Threads)) with
            {
                Loras = loras,
            },
            new PictureReader(),
            new FragmentEncoder()
        );

    /// <summary>The device of a name, or the best there is.</summary>
    /// <exception cref="WrongUseException">A GPU was asked for and this build sees none.</exception>
    public static torch.Device DeviceOf(string? asked) =>
        (asked, torch.cuda.is_available()) switch
        {
            ("cuda", false) => throw new WrongUseException(
                "--device cuda was asked for, but this build sees no GPU; 'omniavatar doctor' says why."
            ),
            ("cpu", _) or (null, false) => torch.CPU,
            _ => torch.CUDA,
        };
}
