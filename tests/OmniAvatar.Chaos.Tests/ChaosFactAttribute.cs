using OmniAvatar.Chaos.Cluster;

namespace OmniAvatar.Chaos.Tests;

/// <summary>A test on real processes and servers; without those it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChaosFactAttribute : FactAttribute
{
    public ChaosFactAttribute() => Skip = ChaosMachine.Missing;
}

/// <summary>The same for tests with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChaosTheoryAttribute : TheoryAttribute
{
    public ChaosTheoryAttribute() => Skip = ChaosMachine.Missing;
}
