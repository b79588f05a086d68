using OmniAvatar.Chaos.Cluster;

namespace OmniAvatar.Chaos.Tests;

/// <summary>A test on real processes and servers; without those it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChaosFactAttribute : FactAttribute
{
    public ChaosFactAttribute() => Skip = ChaosMachine.Missing;
}

/// <summary>A test that wants an idle machine for minutes: skipped, and counted as such, unless <c>OMNIAVATAR_CHAOS=1</c> asks for it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongChaosFactAttribute : FactAttribute
{
    public LongChaosFactAttribute() => Skip = LongChaos.Missing;
}

/// <summary>The same for tests with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongChaosTheoryAttribute : TheoryAttribute
{
    public LongChaosTheoryAttribute() => Skip = LongChaos.Missing;
}

/// <summary>Whether long tests were asked for.</summary>
internal static class LongChaos
{
    private const string Variable = "OMNIAVATAR_CHAOS";

    public static string? Missing => ChaosMachine.Missing
        ?? (Environment.GetEnvironmentVariable(Variable) == "1" ? null : $"It takes minutes of an idle machine; {Variable}=1 runs it.");
}
