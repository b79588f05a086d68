using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Machine.Probes;

/// <summary>Reads the facts off this process and machine.</summary>
public static class MachineProbe
{
    /// <summary>Variables that libraries read by themselves; what libtorch makes of its own is seen in its
    /// flags.</summary>
    private static readonly string[] VariablesThatChangeResults =
    [
        "CUBLAS_WORKSPACE_CONFIG",
        "DNNL_DEFAULT_FPMATH_MODE",
        "DNNL_MAX_CPU_ISA",
        "MKL_CBWR",
        "MKL_DEBUG_CPU_TYPE",
        "MKL_ENABLE_INSTRUCTIONS",
        "NVIDIA_TF32_OVERRIDE",
        "OMP_DYNAMIC",
        "OMP_THREAD_LIMIT",
        "ONEDNN_DEFAULT_FPMATH_MODE",
        "ONEDNN_MAX_CPU_ISA",
    ];

    private static readonly (string Name, string Switch)[] AttentionKernels =
    [
        ("flash", "_ZNK2at7Context19userEnabledFlashSDPEv"),
        ("efficient", "_ZNK2at7Context26userEnabledMemEfficientSDPEv"),
        ("math", "_ZNK2at7Context18userEnabledMathSDPEv"),
        ("cudnn", "_ZNK2at7Context19userEnabledCuDNNSDPEv"),
    ];

    /// <summary>The facts of computing on a device, as they are now. It loads libtorch; what it cannot find out is
    /// unknown.</summary>
    public static NumericFacts Read(Device device) =>
        new()
        {
            Processor = ReadProcessor(),
            Gpu = device.type == DeviceType.CUDA ? ReadGpu(Math.Max(0, device.index)) : null,
            LibTorch =
                Probe.Of(LibTorchBinary.Read)
                ?? new LibTorchFacts(
                    NumericFacts.Unknown,
                    NumericFacts.Unknown,
                    NumericFacts.Unknown,
                    NumericFacts.Unknown
                ),
            Kernels = new KernelFacts(
                Probe.Of(ReadTf32) ?? [NumericFacts.Unknown],
                Probe.Of(ReadAttention) ?? [NumericFacts.Unknown],
                ReadVariables(Environment.GetEnvironmentVariable)
            ),
        };

    /// <summary>A GPU, the first being 0.</summary>
    public static GpuFacts ReadGpu(int index)
    {
        // The question loads libtorch's part for GPUs, and with it the libraries whose versions count.
        _ = Probe.Of(cuda.is_available);
        return new GpuFacts(
            Probe.Text(() => GpuDriver.Name(index)),
            Probe.Text(() => GpuDriver.ComputeCapability(index)),
            Probe.Text(GpuDriver.Version),
            Probe.Text(CudaLibraries.RuntimeVersion),
            Probe.Text(CudaLibraries.CuDnnVersion)
        );
    }

    /// <summary>Those variables that are set, in the order of their names.</summary>
    internal static IReadOnlyList<string> ReadVariables(Func<string, string?> environment) =>
        [
            .. VariablesThatChangeResults
                .Where(name => environment(name) is not null)
                .Select(name => $"{name}:{environment(name)}"),
        ];

    private static ProcessorFacts ReadProcessor()
    {
        var information = Probe.Of(ProcessorInformation.Read);
        return new ProcessorFacts(
            information?.Name ?? NumericFacts.Unknown,
            Probe.Text(LibTorchBinary.DispatchedInstructions),
            information?.Extensions ?? []
        );
    }

    private static IReadOnlyList<string> ReadAttention() =>
        [.. AttentionKernels.Where(kernel => LibTorchBinary.IsOn(kernel.Switch)).Select(kernel => kernel.Name)];

    private static IReadOnlyList<string> ReadTf32()
    {
        (string Name, bool IsAllowed)[] libraries =
        [
            ("cublas", backends.cuda.matmul.allow_tf32),
            ("cudnn", backends.cudnn.allow_tf32),
        ];
        return [.. libraries.Where(library => library.IsAllowed).Select(library => library.Name)];
    }
}
