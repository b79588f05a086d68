using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Machine.Probes;
using TorchSharp;

namespace OmniAvatar.Diffusion.Tests.Machine;

/// <summary>What the real machine tells.</summary>
public sealed class MachineProbeTests
{
    private const int GpuThatIsNotThere = 1000;

    [Fact]
    public void Read_ThisMachine_KnowsEverything()
    {
        var facts = MachineProbe.Read(torch.CPU);

        facts.ClassOf(torch.ScalarType.Float32, 2).Text.ShouldNotContain(NumericFacts.Unknown);
        facts.LibTorch.Version.ShouldMatch(@"^\d+\.\d+\.\d+");
        facts.Kernels.Attention.Contains("flash").ShouldBe(torch.backends.cuda.flash_sdp_enabled());
        facts.Kernels.Attention.Contains("math").ShouldBe(torch.backends.cuda.math_sdp_enabled());
    }

    [Fact]
    public void Read_Twice_IsOneClass() =>
        MachineProbe
            .Read(torch.CPU)
            .ClassOf(torch.ScalarType.Float32, 2)
            .ShouldBe(MachineProbe.Read(torch.CPU).ClassOf(torch.ScalarType.Float32, 2));

    [Fact]
    public void Read_AfterTf32WasSwitched_IsAnotherClass()
    {
        var before = MachineProbe.Read(torch.CPU).ClassOf(torch.ScalarType.Float32, 2);
        var allowed = torch.backends.cudnn.allow_tf32;
        try
        {
            torch.backends.cudnn.allow_tf32 = !allowed;

            MachineProbe.Read(torch.CPU).ClassOf(torch.ScalarType.Float32, 2).ShouldNotBe(before);
        }
        finally
        {
            torch.backends.cudnn.allow_tf32 = allowed;
        }
    }

    [Fact]
    public void ReadGpu_NotThere_IsUnknown()
    {
        var gpu = MachineProbe.ReadGpu(GpuThatIsNotThere);

        (gpu.Name, gpu.ComputeCapability).ShouldBe((NumericFacts.Unknown, NumericFacts.Unknown));
    }

    [Fact]
    public void ReadVariables_SomeSet_AreNamedWithTheirValues() =>
        MachineProbe
            .ReadVariables(name =>
                name is "MKL_CBWR" ? "AVX2"
                : name is "HOME" ? "/root"
                : null
            )
            .ShouldBe(["MKL_CBWR:AVX2"]);

    [Fact]
    public void Text_LookThatFindsNothing_IsUnknown()
    {
        Probe.Text(() => null).ShouldBe(NumericFacts.Unknown);
        Probe.Text(() => "").ShouldBe(NumericFacts.Unknown);
    }

    [Theory]
    [InlineData(typeof(DllNotFoundException))]
    [InlineData(typeof(EntryPointNotFoundException))]
    [InlineData(typeof(FileNotFoundException))]
    [InlineData(typeof(InvalidOperationException))]
    public void Text_LookThatFails_IsUnknown(Type failure) =>
        Probe.Text(() => throw (Exception)Activator.CreateInstance(failure)!).ShouldBe(NumericFacts.Unknown);
}
