using OmniAvatar.Chaos.Cluster;

namespace OmniAvatar.Chaos.Tests;

/// <summary>Servers and a tiny model, made once for all tests on real processes.</summary>
public sealed class Servers : IAsyncLifetime
{
    public ChaosMachine Machine { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (ChaosMachine.Missing is null)
            Machine = await ChaosMachine.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (Machine is not null)
            await Machine.DisposeAsync();
    }
}

/// <summary>Tests of real processes, one after another: they measure times on two cores.</summary>
[CollectionDefinition(Name)]
public sealed class ProcessesCollection : ICollectionFixture<Servers>
{
    public const string Name = "processes";
}
