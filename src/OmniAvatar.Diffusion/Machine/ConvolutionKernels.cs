using System.Runtime.Intrinsics.X86;
using System.Text;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>
/// Which instructions the convolutions of oneDNN, a part of libtorch, may use. On AMD processors oneDNN asks one place
/// alone for the sizes of the caches. Some virtual machines leave that place empty; it then reckons with caches of one
/// byte, and several of its kernels compute wrong numbers: measured on an EPYC of the fifth generation, float32
/// convolutions of SyncNet off by 0.57, all kernels from AVX on. There our programs keep it to SSE4.1, whose kernels
/// are right and slower. What the environment sets is left alone.
/// </summary>
public static class ConvolutionKernels
{
    /// <summary>The variable by which oneDNN is told; its older name is <c>DNNL_MAX_CPU_ISA</c>.</summary>
    public const string Variable = "ONEDNN_MAX_CPU_ISA";

    private const string OlderVariable = "DNNL_MAX_CPU_ISA";
    private const string Safe = "SSE41";
    private const int LargestLeaf = unchecked((int)0x80000000);
    private const int CacheLeaf = unchecked((int)0x8000001D);
    private const int CacheTypeBits = 0x1F;

    /// <summary>Whether this processor does not tell oneDNN its caches.</summary>
    public static bool AreLimited { get; private set; }

    /// <summary>Limits the kernels where they would be wrong; before libtorch is loaded.</summary>
    public static void LimitWhereWrong()
    {
        if (!OperatingSystem.IsLinux() || !X86Base.IsSupported)
            return;
        AreLimited = HidesCaches(X86Base.CpuId);
        if (
            !AreLimited
            || Environment.GetEnvironmentVariable(Variable) is not null
            || Environment.GetEnvironmentVariable(OlderVariable) is not null
        )
            return;
        _ = NativeEnvironment.SetVariable(Variable, Safe, overwrite: 0);
        // The numeric class looks here.
        Environment.SetEnvironmentVariable(Variable, Safe);
    }

    /// <summary>Whether a processor is AMD's and has nothing where oneDNN looks for its caches.</summary>
    /// <param name="cpuId">The processor's answer to a leaf and a sub-leaf.</param>
    internal static bool HidesCaches(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuId)
    {
        var name = cpuId(0, 0);
        if (NameOf(name.Ebx, name.Edx, name.Ecx) is not "AuthenticAMD")
            return false;
        return (uint)cpuId(LargestLeaf, 0).Eax < unchecked((uint)CacheLeaf)
            || (cpuId(CacheLeaf, 0).Eax & CacheTypeBits) == 0;
    }

    private static string NameOf(params int[] registers) =>
        Encoding.ASCII.GetString([.. registers.SelectMany(BitConverter.GetBytes)]);
}
