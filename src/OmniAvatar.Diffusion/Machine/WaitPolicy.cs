using OmniAvatar.Diffusion.Machine.Probes;

namespace OmniAvatar.Diffusion.Machine;

/// <summary>Who decided how compute threads wait.</summary>
public enum WaitPolicySource
{
    /// <summary>This program, before libtorch was loaded.</summary>
    Program,

    /// <summary>The environment of the process.</summary>
    Environment,

    /// <summary>An OpenMP runtime that was loaded before this program could set the policy; it reads the setting only
    /// once.</summary>
    LoadedBefore,
}

/// <summary>
/// How libtorch's threads wait for each other. Its OpenMP runtime waits by spinning unless it is told otherwise: beside
/// other programs that costs a time slice at every barrier. So each of our programs asks for passive waiting, before it
/// loads libtorch.
/// </summary>
/// <param name="IsPassive">Whether waiting threads sleep.</param>
/// <param name="Source">Who decided.</param>
/// <param name="Setting">The setting that counts, as <c>NAME=value</c>; with
/// <see cref="WaitPolicySource.LoadedBefore"/> the runtime's file.</param>
public sealed record WaitPolicy(bool IsPassive, WaitPolicySource Source, string Setting)
{
    private const string PolicyVariable = "OMP_WAIT_POLICY";
    private const string SpinVariable = "GOMP_SPINCOUNT";
    private const string Passive = "passive";
    private const string NoSpinning = "0";

    private static readonly string[] Runtimes = ["libgomp", "libiomp5", "libomp"];

    private static readonly Lazy<WaitPolicy> Applied = new(Apply);

    /// <summary>The policy of this process. The first read sets it if it is not set.</summary>
    public static WaitPolicy Current => Applied.Value;

    /// <summary>What will hold.</summary>
    /// <param name="environment">The value of an environment variable, or null.</param>
    /// <param name="loadedRuntime">The file of an OpenMP runtime that is loaded already; null if there is none.</param>
    internal static WaitPolicy Decide(Func<string, string?> environment, string? loadedRuntime)
    {
        // The number of spins overrules the policy.
        if (environment(SpinVariable) is { } spins)
            return new WaitPolicy(spins.Trim() == NoSpinning, WaitPolicySource.Environment, $"{SpinVariable}={spins}");
        if (environment(PolicyVariable) is { } policy)
            return new WaitPolicy(
                policy.Trim().Equals(Passive, StringComparison.OrdinalIgnoreCase),
                WaitPolicySource.Environment,
                $"{PolicyVariable}={policy}"
            );
        return loadedRuntime is null
            ? new WaitPolicy(IsPassive: true, WaitPolicySource.Program, $"{PolicyVariable}={Passive}")
            : new WaitPolicy(IsPassive: false, WaitPolicySource.LoadedBefore, loadedRuntime);
    }

    private static WaitPolicy Apply()
    {
        var policy = Decide(Environment.GetEnvironmentVariable, LoadedLibraries.Find(Runtimes));
        if (policy.Source != WaitPolicySource.Program || !OperatingSystem.IsLinux())
            return policy;
        _ = NativeEnvironment.SetVariable(PolicyVariable, Passive, overwrite: 0);
        _ = NativeEnvironment.SetVariable(SpinVariable, NoSpinning, overwrite: 0);
        return policy;
    }
}
