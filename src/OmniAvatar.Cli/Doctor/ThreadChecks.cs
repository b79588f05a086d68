using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Models;

namespace OmniAvatar.Cli.Doctor;

/// <summary>How libtorch's threads wait for each other, and how many a slot has.</summary>
internal static class ThreadChecks
{
    private const string Unset =
        "Unset OMP_WAIT_POLICY and GOMP_SPINCOUNT: beside other programs, spinning makes a render many times slower.";
    private const string SetFirst =
        "Set OMP_WAIT_POLICY=passive before the program starts, or leave that library out of LD_PRELOAD.";

    public static IReadOnlyList<Finding> Run() =>
        [
            Waiting(WaitPolicy.Current),
            Count(Environment.ProcessorCount),
            .. Convolutions(ConvolutionKernels.AreLimited),
        ];

    public static Finding Waiting(WaitPolicy policy) =>
        policy switch
        {
            { Source: WaitPolicySource.LoadedBefore } => Spinning(
                $"may spin: {policy.Setting} was loaded before this program could ask for passive waiting",
                SetFirst
            ),
            { IsPassive: false } => Spinning($"spin: the environment sets {policy.Setting}", Unset),
            { Source: WaitPolicySource.Environment } => Passive($"sleep: the environment sets {policy.Setting}"),
            _ => Passive($"sleep: this program sets {policy.Setting}"),
        };

    private static Finding Count(int cores)
    {
        var threads = SlotThreads.Default(new ModelDefaults().Threads);
        return new Finding(
            "threads of a slot",
            FindingStatus.Good,
            $"{threads} of {cores} cores, unless the model or --threads says otherwise"
        );
    }

    private static IEnumerable<Finding> Convolutions(bool areLimited) =>
        !areLimited
            ? []
            :
            [
                new Finding(
                    "convolutions",
                    FindingStatus.Limited,
                    $"{ConvolutionKernels.Variable}={Environment.GetEnvironmentVariable(ConvolutionKernels.Variable)}: "
                        + "the processor hides its caches from libtorch, whose faster kernels then compute "
                        + "wrong numbers",
                    "Let the virtual machine pass on the processor's cache information (CPUID leaf 0x8000001D)."
                ),
            ];

    private static Finding Passive(string found) => new("waiting threads", FindingStatus.Good, found);

    private static Finding Spinning(string found, string remedy) =>
        new("waiting threads", FindingStatus.Limited, found, remedy);
}
