using System.Runtime.Intrinsics.X86;
using OmniAvatar.Rendering;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>Reads off this process and machine what decides the last bits of its results.</summary>
public static class TorchNumericClass
{
    /// <summary>The class of computing on a device in a type with a fixed number of threads.</summary>
    public static NumericClass Of(Device device, ScalarType dtype, int threads) => new(string.Join(';',
        $"device={device.type.ToString().ToLowerInvariant()}:{ProcessorName()}",
        $"libtorch={torch.__version__}",
        $"dtype={dtype.ToString().ToLowerInvariant()}",
        $"threads={threads}",
        $"isa={InstructionSet()}"));

    private static string InstructionSet() =>
        Avx512F.IsSupported ? "avx512" : Avx2.IsSupported ? "avx2" : "default";

    private static string ProcessorName()
    {
        const string information = "/proc/cpuinfo";
        if (!File.Exists(information)) return "unknown";
        var line = File.ReadLines(information).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return line?[(line.IndexOf(':') + 1)..].Trim() ?? "unknown";
    }
}
