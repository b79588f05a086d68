using TorchSharp;

namespace OmniAvatar.Cli.Doctor;

/// <summary>Whether libtorch loads and computes, and whether it sees a GPU.</summary>
internal static class TorchChecks
{
    public static IReadOnlyList<Finding> Run()
    {
        try
        {
            using var ones = torch.ones(2, 2);
            using var product = ones.matmul(ones);
            if (product.sum().item<float>() != 8) return [Broken("it computes wrongly")];
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException or EntryPointNotFoundException)
        {
            return [Broken((e.InnerException ?? e).Message.ReplaceLineEndings(" "))];
        }

        return [new Finding("libtorch", FindingStatus.Good, $"loads and computes, version {torch.__version__}"), Gpu()];
    }

    private static Finding Broken(string found) =>
        new("libtorch", FindingStatus.Missing, found, "Delete the bin folders and start again; if that does not help, this system's libstdc++ is too old.");

    private static Finding Gpu() => torch.cuda.is_available()
        ? new Finding("GPU", FindingStatus.Good, $"{torch.cuda.device_count()} CUDA device(s)")
        : new Finding("GPU", FindingStatus.Limited, "none that this build sees", "On a machine with an NVIDIA GPU build with OMNIAVATAR_ACCELERATOR=cuda; the real model needs one.");
}
