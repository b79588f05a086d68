using OmniAvatar.Diffusion.Machine.Probes;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>How much memory a device has. libtorch's wrapper does not tell, so a GPU's driver is asked.</summary>
public static class DeviceMemory
{
    /// <summary>Bytes of a GPU, or of this process's share of the machine for the CPU; 0 if unknown.</summary>
    public static long BytesOf(Device device) =>
        device.type == DeviceType.CUDA
            ? Probe.Of(() => GpuDriver.MemoryBytes(Math.Max(0, device.index)))
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
