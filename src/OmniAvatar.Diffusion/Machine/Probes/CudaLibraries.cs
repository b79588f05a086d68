using System.Runtime.InteropServices;

namespace OmniAvatar.Diffusion.Machine.Probes;

/// <summary>CUDA's runtime and cuDNN as this process has loaded them: the files that libtorch took, under whatever
/// names they came.</summary>
internal static unsafe class CudaLibraries
{
    /// <summary>The version of CUDA's runtime, such as <c>12.8</c>; null where none is loaded.</summary>
    public static string? RuntimeVersion()
    {
        if (Export("libcudart", "cudaRuntimeGetVersion") is not { } function)
            return null;
        int version;
        return ((delegate* unmanaged<int*, int>)function)(&version) == 0 ? Version(version) : null;
    }

    /// <summary>cuDNN's version, such as <c>9.10.2</c>; null where it is not loaded.</summary>
    public static string? CuDnnVersion() =>
        Export("libcudnn.so", "cudnnGetVersion") is { } function
            ? CuDnnVersion((long)((delegate* unmanaged<nuint>)function)())
            : null;

    /// <summary>12080 is 12.8.</summary>
    internal static string Version(int number) => $"{number / 1000}.{number % 1000 / 10}";

    /// <summary>91002 is 9.10.2; before 9 a thousand made a major version: 8902 is 8.9.2.</summary>
    internal static string CuDnnVersion(long number)
    {
        var major = number >= 90_000 ? 10_000 : 1_000;
        return $"{number / major}.{number % major / 100}.{number % 100}";
    }

    private static nint? Export(string library, string function) =>
        LoadedLibraries.Find(library) is { } path
        && NativeLibrary.TryGetExport(NativeLibrary.Load(path), function, out var address)
            ? address
            : null;
}
