using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using Orleans.Serialization;

namespace OmniAvatar.Grains.Abstractions.Tests.Work;

/// <summary>Pools and slots of this release and of the one before understand each other.</summary>
public sealed class WorkGrantTests : IDisposable
{
    private static readonly WorkId Work = new(new JobId("local", "job"), 1, 2);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Grant_OfEitherRelease_IsReadByTheOther()
    {
        var former = new FormerWorkGrant(Work, 3, "slot", Lease, "trace");
        var now = new WorkGrant(Work, 3, "slot", Lease, "trace");

        Convert<WorkGrant, FormerWorkGrant>(now with { FailedElsewhere = true }).ShouldBe(former);
        Convert<FormerWorkGrant, WorkGrant>(former).ShouldBe(now);
        Convert<WorkGrant, WorkGrant>(now with { FailedElsewhere = true }).FailedElsewhere.ShouldBeTrue();
    }

    [Fact]
    public void Status_OfEitherRelease_IsReadByTheOther()
    {
        var now = new PoolStatus
        {
            ReadyWork = 1,
            BacklogGpuSeconds = 2,
            Slots = 3,
            BusySlots = 4,
            Models = ["model"],
            SecondsPerTokenStep = new Dictionary<string, double> { ["model"] = 5 },
            Departures = [new SlotDeparture("slot", "It is broken.", DateTimeOffset.UnixEpoch)],
        };

        Convert<PoolStatus, FormerPoolStatus>(now).Slots.ShouldBe(3);
        Convert<FormerPoolStatus, PoolStatus>(new FormerPoolStatus { Slots = 3 }).Slots.ShouldBe(3);
        Convert<PoolStatus, PoolStatus>(now).Departures.ShouldHaveSingleItem().Reason.ShouldBe("It is broken.");
    }

    private TTo Convert<TFrom, TTo>(TFrom value)
        where TTo : class
    {
        var bytes = _services.GetRequiredService<Serializer<TFrom>>().SerializeToArray(value);
        return _services.GetRequiredService<Serializer<TTo>>().Deserialize(bytes).ShouldNotBeNull();
    }
}

/// <summary>The contract of the release before.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.Tests.FormerWorkGrant")]
public sealed record FormerWorkGrant(
    [property: Id(0)] WorkId Work,
    [property: Id(1)] int Attempt,
    [property: Id(2)] string Slot,
    [property: Id(3)] TimeSpan Lease,
    [property: Id(4)] string? TraceParent = null
);

/// <summary>One member of the contract of the release before.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.Tests.FormerPoolStatus")]
public sealed record FormerPoolStatus
{
    [Id(2)]
    public int Slots { get; init; }
}
