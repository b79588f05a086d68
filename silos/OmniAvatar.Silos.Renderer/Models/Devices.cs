using TorchSharp;

namespace OmniAvatar.Silos.Renderer.Models;

/// <summary>Which device each slot computes on.</summary>
internal static class Devices
{
    /// <summary>Slot 0 on the first GPU, slot 1 on the second, …; all on the CPU if there is no GPU or the CPU is asked
    /// for.</summary>
    /// <exception cref="WrongUseException">The options ask for GPUs that this build does not find.</exception>
    public static IReadOnlyList<torch.Device> For(DeviceKind? asked, int slots)
    {
        var gpus = asked == DeviceKind.Cpu ? 0 : torch.cuda.device_count();
        if (asked == DeviceKind.Cuda && gpus == 0)
            throw new WrongUseException(
                "--device cuda was asked for, but this build sees no GPU; 'omniavatar doctor' says why."
            );
        if (gpus == 0)
            return [.. Enumerable.Repeat(torch.CPU, slots)];
        if (gpus < slots)
            throw new WrongUseException(
                $"--slots {slots} asks for more slots than this build finds GPUs ({gpus}); each slot needs a GPU of "
                    + "its own."
            );
        return [.. Enumerable.Range(0, slots).Select(i => torch.device(DeviceType.CUDA, i))];
    }
}

/// <summary>The values of <c>--device</c>.</summary>
internal enum DeviceKind
{
    Cpu,
    Cuda,
}
