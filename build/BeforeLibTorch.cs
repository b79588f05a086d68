using System.Runtime.CompilerServices;
using OmniAvatar.Diffusion.Machine;

namespace OmniAvatar;

/// <summary>
/// Runs before anything else in every program that carries libtorch, however it is started; Directory.Build.targets
/// compiles it into each of them. OpenMP's runtime reads its settings once, when libtorch loads it, so they come before
/// anything of libtorch.
/// </summary>
internal static class BeforeLibTorch
{
    [ModuleInitializer]
    internal static void Prepare()
    {
        _ = WaitPolicy.Current;
        ConvolutionKernels.LimitWhereWrong();
        LibTorchLog.LogErrorsOnly();
    }
}
