using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Machine.Probes;

namespace OmniAvatar.Diffusion.Tests.Machine;

/// <summary>What Linux, libtorch and NVIDIA's libraries say, read from samples.</summary>
public sealed class MachineTextTests
{
    [Fact]
    public void ProcessorInformation_OfAnAmxMachine_NamesItAndItsMatrixInstructions()
    {
        var processor = new ProcessorInformation([
            "processor\t: 0",
            "cpu family\t: 6",
            "model\t\t: 143",
            "model name\t: Intel(R) Xeon(R) Platinum 8481C",
            "flags\t\t: fpu sse2 avx2 avx512f avx512_bf16 amx_tile avx512_vnni amx_bf16",
            "",
            "model name\t: another processor",
        ]);

        processor.Name.ShouldBe("Intel(R) Xeon(R) Platinum 8481C (6/143)");
        processor.Extensions.ShouldBe(["amx_bf16", "amx_tile", "avx512_bf16", "avx512_vnni"]);
    }

    [Fact]
    public void ProcessorInformation_OfNothing_IsUnknown()
    {
        var processor = new ProcessorInformation([]);

        processor.Name.ShouldStartWith(NumericFacts.Unknown);
        processor.Extensions.ShouldBeEmpty();
    }

    [Fact]
    public void LibTorch_Description_GivesVersions()
    {
        const string description = """
            PyTorch built with:
              - GCC 11.2
              - Intel(R) oneAPI Math Kernel Library Version 2024.2-Product Build 20240605 for Intel(R) 64 architecture applications
              - Intel(R) MKL-DNN v3.7.1 (Git Hash 8d263e693366ef8db40acc569cc7d8edf644556d)
              - Build settings: BLAS_INFO=mkl, BUILD_TYPE=Release, TORCH_VERSION=2.10.0, USE_CUDA=0,
            """;

        var facts = LibTorchBinary.Parse(description);

        (facts.Version, facts.Mkl, facts.OneDnn).ShouldBe(("2.10.0", "2024.2", "3.7.1"));
        LibTorchBinary
            .Parse(description.Replace("GCC 11.2", "GCC 13.1", StringComparison.Ordinal))
            .Build.ShouldNotBe(facts.Build);
    }

    [Fact]
    public void LibTorch_DescriptionOfAnotherForm_IsUnknown() =>
        LibTorchBinary.Parse("something else").Version.ShouldBe(NumericFacts.Unknown);

    [Theory]
    [InlineData(12080, "12.8")]
    [InlineData(11080, "11.8")]
    [InlineData(13000, "13.0")]
    public void Cuda_Number_IsAVersion(int number, string version) => CudaLibraries.Version(number).ShouldBe(version);

    [Theory]
    [InlineData(91002, "9.10.2")]
    [InlineData(90100, "9.1.0")]
    [InlineData(8902, "8.9.2")]
    public void CuDnn_Number_IsAVersion(long number, string version) =>
        CudaLibraries.CuDnnVersion(number).ShouldBe(version);

    [Fact]
    public void LoadedLibraries_Maps_GiveThePathOfTheNamedOne()
    {
        string[] maps =
        [
            "7f0000000000-7f0000001000 r--p 00000000 00:00 0",
            "7f0000001000-7f0000002000 r-xp 00000000 08:01 12   /opt/my libgomp/libc.so.6",
            "7f0000003000-7f0000004000 r-xp 00000000 08:01 13   /opt/the app/libgomp-98b21ff3.so.1",
        ];

        LoadedLibraries.FindIn(maps, "libgomp", "libiomp5").ShouldBe("/opt/the app/libgomp-98b21ff3.so.1");
        LoadedLibraries.FindIn(maps, "libcudart").ShouldBeNull();
    }
}
