using OmniAvatar.Diffusion.Machine;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Machine;

/// <summary>Which differences between machines make two classes, told by made-up machines.</summary>
public sealed class NumericFactsTests
{
    private static readonly NumericFacts OnProcessor = new()
    {
        Processor = new ProcessorFacts("AMD EPYC (26/2)", "avx512", ["avx512_bf16", "avx512_vnni"]),
        LibTorch = new LibTorchFacts("2.10.0", "2024.2", "3.7.1", "0a1b2c3d"),
        Kernels = new KernelFacts([], ["flash", "efficient", "math", "cudnn"], []),
    };

    private static readonly NumericFacts OnGpu = OnProcessor with
    {
        Gpu = new GpuFacts("NVIDIA H200", "9.0", "570.86.15", "12.8", "9.10.2"),
    };

    public static TheoryData<string, NumericFacts> OtherGpuMachines =>
        new()
        {
            { "another GPU", OnGpu with { Gpu = OnGpu.Gpu! with { Name = "NVIDIA A100-SXM4-80GB" } } },
            { "another generation", OnGpu with { Gpu = OnGpu.Gpu with { ComputeCapability = "8.0" } } },
            { "another driver", OnGpu with { Gpu = OnGpu.Gpu with { Driver = "550.54.15" } } },
            { "another CUDA", OnGpu with { Gpu = OnGpu.Gpu with { Cuda = "12.6" } } },
            { "another cuDNN", OnGpu with { Gpu = OnGpu.Gpu with { CuDnn = "9.1.0" } } },
            { "an unknown cuDNN", OnGpu with { Gpu = OnGpu.Gpu with { CuDnn = NumericFacts.Unknown } } },
            { "another libtorch", OnGpu with { LibTorch = OnGpu.LibTorch with { Version = "2.11.0" } } },
            { "another build of libtorch", OnGpu with { LibTorch = OnGpu.LibTorch with { Build = "ffffffff" } } },
            { "TF32 in products", OnGpu with { Kernels = OnGpu.Kernels with { Tf32 = ["cublas"] } } },
            { "TF32 in convolutions", OnGpu with { Kernels = OnGpu.Kernels with { Tf32 = ["cudnn"] } } },
            {
                "no written-out attention",
                OnGpu with
                {
                    Kernels = OnGpu.Kernels with { Attention = ["flash", "efficient", "cudnn"] },
                }
            },
            { "a variable", OnGpu with { Kernels = OnGpu.Kernels with { Variables = ["NVIDIA_TF32_OVERRIDE:0"] } } },
            { "another instruction set", OnGpu with { Processor = OnGpu.Processor with { Dispatched = "avx2" } } },
            { "no GPU", OnProcessor },
        };

    public static TheoryData<string, NumericFacts> OtherProcessors =>
        new()
        {
            {
                "another model",
                OnProcessor with
                {
                    Processor = OnProcessor.Processor with { Name = "AMD EPYC (25/1)" },
                }
            },
            {
                "libtorch's kernels for another set",
                OnProcessor with
                {
                    Processor = OnProcessor.Processor with { Dispatched = "avx2" },
                }
            },
            {
                "matrix units",
                OnProcessor with
                {
                    Processor = OnProcessor.Processor with
                    {
                        Extensions = ["amx_bf16", "amx_tile", "avx512_bf16", "avx512_vnni"],
                    },
                }
            },
            {
                "no bf16 products",
                OnProcessor with
                {
                    Processor = OnProcessor.Processor with { Extensions = ["avx512_vnni"] },
                }
            },
            { "another MKL", OnProcessor with { LibTorch = OnProcessor.LibTorch with { Mkl = "2025.0" } } },
            { "another oneDNN", OnProcessor with { LibTorch = OnProcessor.LibTorch with { OneDnn = "3.8" } } },
            {
                "attention written out",
                OnProcessor with
                {
                    Kernels = OnProcessor.Kernels with { Attention = ["math"] },
                }
            },
            {
                "a limit for oneDNN",
                OnProcessor with
                {
                    Kernels = OnProcessor.Kernels with { Variables = ["ONEDNN_MAX_CPU_ISA:AVX2"] },
                }
            },
        };

    [Theory]
    [MemberData(nameof(OtherGpuMachines))]
    public void ClassOf_GpuMachineThatDiffers_IsAnotherClass(string how, NumericFacts other) =>
        other.ClassOf(ScalarType.BFloat16, 2).ShouldNotBe(OnGpu.ClassOf(ScalarType.BFloat16, 2), how);

    [Theory]
    [MemberData(nameof(OtherProcessors))]
    public void ClassOf_ProcessorThatDiffers_IsAnotherClass(string how, NumericFacts other) =>
        other.ClassOf(ScalarType.Float32, 2).ShouldNotBe(OnProcessor.ClassOf(ScalarType.Float32, 2), how);

    [Fact]
    public void ClassOf_OtherTypeOrThreads_IsAnotherClass()
    {
        var usual = OnGpu.ClassOf(ScalarType.BFloat16, 2);

        OnGpu.ClassOf(ScalarType.Float32, 2).ShouldNotBe(usual);
        OnGpu.ClassOf(ScalarType.BFloat16, 1).ShouldNotBe(usual);
    }

    [Fact]
    public void ClassOf_EqualFacts_IsTheSameClass()
    {
        var twin = OnGpu with { Kernels = new KernelFacts([], ["flash", "efficient", "math", "cudnn"], []) };

        twin.ClassOf(ScalarType.BFloat16, 2).ShouldBe(OnGpu.ClassOf(ScalarType.BFloat16, 2));
    }

    /// <summary>The graphics processor computes: the name of the processor beside it does not split the class, its
    /// instructions do.</summary>
    [Fact]
    public void ClassOf_GpuUnderAnotherProcessorOfTheSameInstructions_IsTheSameClass()
    {
        var moved = OnGpu with { Processor = OnGpu.Processor with { Name = "Intel(R) Xeon(R) (6/143)" } };

        moved.ClassOf(ScalarType.BFloat16, 2).ShouldBe(OnGpu.ClassOf(ScalarType.BFloat16, 2));
    }

    [Fact]
    public void ClassOf_Gpu_SaysAllInOneLine() =>
        OnGpu
            .ClassOf(ScalarType.BFloat16, 2)
            .Text.ShouldBe(
                "device=cuda:NVIDIA "
                    + "H200;compute=9.0;driver=570.86.15;cuda=12.8;cudnn=9.10.2;isa=avx512+avx512_bf16+avx512_vnni;"
                    + "libtorch=2.10.0;mkl=2024.2;onednn=3.7.1;build=0a1b2c3d;dtype=bfloat16;tf32=none;attention=flash+efficient+math+cudnn;threads=2"
            );

    [Fact]
    public void ClassOf_NameThatLooksLikeAPair_StaysOnePair()
    {
        var hostile = OnProcessor with { Processor = OnProcessor.Processor with { Name = "Cheap;dtype=float64\nCPU" } };

        var pairs = hostile.ClassOf(ScalarType.Float32, 2).Text.Split(';');

        pairs.Count(pair => pair.StartsWith("dtype=", StringComparison.Ordinal)).ShouldBe(1);
        pairs[0].ShouldBe("device=cpu:Cheap dtype=float64 CPU");
    }
}
