using OmniAvatar.Rendering;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>What decides the last bits of a result, apart from what it is asked to compute in. Facts that nobody tells
/// are <see cref="Unknown"/>.</summary>
public sealed record NumericFacts
{
    /// <summary>Stands for a fact that could not be found out.</summary>
    public const string Unknown = "unknown";

    /// <summary>The processor. A GPU's slot uses it too: for noise, and for what goes before the networks.</summary>
    public required ProcessorFacts Processor { get; init; }

    /// <summary>The GPU; null where the processor computes.</summary>
    public GpuFacts? Gpu { get; init; }

    /// <summary>libtorch, as loaded.</summary>
    public required LibTorchFacts LibTorch { get; init; }

    /// <summary>What libtorch may choose from.</summary>
    public required KernelFacts Kernels { get; init; }

    /// <summary>The class of computing in a type with a fixed number of threads.</summary>
    public NumericClass ClassOf(ScalarType dtype, int threads)
    {
        (string Name, string Value)[] all =
        [
            ("device", Gpu is null ? $"cpu:{Processor.Name}" : $"cuda:{Gpu.Name}"),
            .. Gpu is null ? [] : OfGpu(Gpu),
            ("isa", string.Join('+', [Processor.Dispatched, .. Processor.Extensions])),
            ("libtorch", LibTorch.Version),
            ("mkl", LibTorch.Mkl),
            ("onednn", LibTorch.OneDnn),
            ("build", LibTorch.Build),
            ("dtype", dtype.ToString().ToLowerInvariant()),
            ("tf32", Joined(Kernels.Tf32)),
            ("attention", Joined(Kernels.Attention)),
            .. Kernels.Variables.Count > 0 ? [("set", Joined(Kernels.Variables))] : Array.Empty<(string, string)>(),
            ("threads", $"{threads}"),
        ];
        return new NumericClass(string.Join(';', all.Select(fact => $"{fact.Name}={Plain(fact.Value)}")));
    }

    private static (string Name, string Value)[] OfGpu(GpuFacts gpu) =>
        [("compute", gpu.ComputeCapability), ("driver", gpu.Driver), ("cuda", gpu.Cuda), ("cudnn", gpu.CuDnn)];

    private static string Joined(IReadOnlyList<string> values) => values.Count > 0 ? string.Join('+', values) : "none";

    /// <summary>A machine's own words must not look like the end of a pair.</summary>
    private static string Plain(string value) =>
        new([.. value.Trim().Select(c => c == ';' || char.IsControl(c) ? ' ' : c)]);
}

/// <summary>A processor.</summary>
/// <param name="Name">Its model's name, with family and model number: a virtual machine's name may stand for
/// several.</param>
/// <param name="Dispatched">The instruction set that libtorch's own kernels were chosen for, in lower case.</param>
/// <param name="Extensions">Instructions beside it that matrix libraries choose by themselves, sorted.</param>
public sealed record ProcessorFacts(string Name, string Dispatched, IReadOnlyList<string> Extensions);

/// <summary>A GPU with its software.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="ComputeCapability">Such as <c>9.0</c>.</param>
/// <param name="Driver">The driver's version.</param>
/// <param name="Cuda">The version of the CUDA runtime that is loaded.</param>
/// <param name="CuDnn">The version of the cuDNN that is loaded.</param>
public sealed record GpuFacts(string Name, string ComputeCapability, string Driver, string Cuda, string CuDnn);

/// <summary>The libtorch that is loaded, by its own words.</summary>
/// <param name="Version">Such as <c>2.10.0</c>.</param>
/// <param name="Mkl">The version of its matrix products and transforms on processors.</param>
/// <param name="OneDnn">The version of its convolutions, and of matrix products in bfloat16, on processors.</param>
/// <param name="Build">Hexadecimal digits that stand for all it says of its build: source, compiler, options.</param>
public sealed record LibTorchFacts(string Version, string Mkl, string OneDnn, string Build);

/// <summary>What decides which kernels libtorch takes.</summary>
/// <param name="Tf32">Libraries that may round float32 factors to TF32.</param>
/// <param name="Attention">Kernels of attention that it may choose from.</param>
/// <param name="Variables">Environment variables that are set and change results, as <c>NAME:value</c>.</param>
public sealed record KernelFacts(
    IReadOnlyList<string> Tf32,
    IReadOnlyList<string> Attention,
    IReadOnlyList<string> Variables
);
