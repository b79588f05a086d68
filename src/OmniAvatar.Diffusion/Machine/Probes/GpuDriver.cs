using System.Runtime.InteropServices;
using System.Text;

namespace OmniAvatar.Diffusion.Machine.Probes;

/// <summary>NVIDIA's driver, which tells what TorchSharp does not.</summary>
internal static unsafe partial class GpuDriver
{
    private const string Library = "libcuda.so.1";
    private const string VersionFile = "/sys/module/nvidia/version";
    private const int ComputeCapabilityMajor = 75;
    private const int ComputeCapabilityMinor = 76;
    private const int NameRoom = 256;

    /// <summary>The name of a GPU's model.</summary>
    /// <exception cref="ExternalException">The driver refused.</exception>
    public static string Name(int index)
    {
        var name = stackalloc byte[NameRoom];
        Require(cuDeviceGetName(name, NameRoom, Device(index)));
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
    }

    /// <summary>A GPU's generation, such as <c>9.0</c>.</summary>
    /// <exception cref="ExternalException">The driver refused.</exception>
    public static string ComputeCapability(int index)
    {
        var device = Device(index);
        Require(cuDeviceGetAttribute(out var major, ComputeCapabilityMajor, device));
        Require(cuDeviceGetAttribute(out var minor, ComputeCapabilityMinor, device));
        return $"{major}.{minor}";
    }

    /// <summary>A GPU's memory in bytes.</summary>
    /// <exception cref="ExternalException">The driver refused.</exception>
    public static long MemoryBytes(int index)
    {
        Require(cuDeviceTotalMem_v2(out var bytes, Device(index)));
        return checked((long)bytes);
    }

    /// <summary>The version of the kernel's module; where that does not show, the newest CUDA that the driver
    /// speaks.</summary>
    /// <exception cref="ExternalException">The driver refused.</exception>
    public static string Version()
    {
        if (File.Exists(VersionFile))
            return File.ReadAllText(VersionFile).Trim();
        Require(cuDriverGetVersion(out var version));
        return $"CUDA {CudaLibraries.Version(version)}";
    }

    private static int Device(int index)
    {
        Require(cuInit(0));
        Require(cuDeviceGet(out var device, index));
        return device;
    }

    private static void Require(int result)
    {
        if (result != 0)
            throw new ExternalException($"The GPU's driver answered with error {result}.");
    }

    [LibraryImport(Library)]
    private static partial int cuInit(uint flags);

    [LibraryImport(Library)]
    private static partial int cuDriverGetVersion(out int version);

    [LibraryImport(Library)]
    private static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport(Library)]
    private static partial int cuDeviceGetName(byte* name, int room, int device);

    [LibraryImport(Library)]
    private static partial int cuDeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library)]
    private static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);
}
