using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>How much memory a device has. libtorch's wrapper does not tell, so a GPU's driver is asked.</summary>
public static partial class DeviceMemory
{
    private const string Driver = "libcuda.so.1";
    private const int Success = 0;

    /// <summary>Bytes of a GPU, or of this process's share of the machine for the CPU; 0 where nobody says.</summary>
    public static long BytesOf(Device device) =>
        device.type == DeviceType.CUDA ? BytesOfGpu(Math.Max(0, device.index)) : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private static long BytesOfGpu(int index)
    {
        try
        {
            return Initialise(0) == Success && Get(out var device, index) == Success && TotalMemory(out var bytes, device) == Success
                ? (long)bytes
                : 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return 0;
        }
    }

    [LibraryImport(Driver, EntryPoint = "cuInit")]
    private static partial int Initialise(uint flags);

    [LibraryImport(Driver, EntryPoint = "cuDeviceGet")]
    private static partial int Get(out int device, int ordinal);

    [LibraryImport(Driver, EntryPoint = "cuDeviceTotalMem_v2")]
    private static partial int TotalMemory(out nuint bytes, int device);
}
