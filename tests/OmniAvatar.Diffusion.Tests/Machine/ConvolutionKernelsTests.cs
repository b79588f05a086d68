using System.Text;
using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Machine.Probes;

namespace OmniAvatar.Diffusion.Tests.Machine;

public sealed class ConvolutionKernelsTests
{
    [Theory]
    [InlineData("AuthenticAMD", 0x8000001Eu, 0x0000_4121, false)]
    [InlineData("AuthenticAMD", 0x8000001Eu, 0, true)]
    [InlineData("AuthenticAMD", 0x8000001Cu, 0x0000_4121, true)]
    [InlineData("GenuineIntel", 0x80000008u, 0, false)]
    public void HidesCaches_AmdThatTellsNone_IsSo(string vendor, uint largestLeaf, int firstCache, bool hides) =>
        ConvolutionKernels
            .HidesCaches(
                (leaf, _) =>
                    unchecked((uint)leaf) switch
                    {
                        0 => (13, Register(vendor, 0), Register(vendor, 8), Register(vendor, 4)),
                        0x80000000 => (unchecked((int)largestLeaf), 0, 0, 0),
                        0x8000001D => (firstCache, 0, 0, 0),
                        _ => throw new ArgumentOutOfRangeException(nameof(leaf)),
                    }
            )
            .ShouldBe(hides);

    [Fact]
    public void ThisProcess_WhereKernelsAreLimited_SaysSoInItsNumericClass()
    {
        if (ConvolutionKernels.AreLimited)
            Environment.GetEnvironmentVariable(ConvolutionKernels.Variable).ShouldNotBeNull();
        MachineProbe
            .ReadVariables(name => name == ConvolutionKernels.Variable ? "SSE41" : null)
            .ShouldBe(["ONEDNN_MAX_CPU_ISA:SSE41"]);
    }

    private static int Register(string vendor, int at) => BitConverter.ToInt32(Encoding.ASCII.GetBytes(vendor), at);
}
