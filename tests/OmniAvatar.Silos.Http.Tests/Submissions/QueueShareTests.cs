using OmniAvatar.Grains.Pool;
using OmniAvatar.Silos.Http.Submissions;

namespace OmniAvatar.Silos.Http.Tests.Submissions;

public sealed class QueueShareTests
{
    private static readonly VideoApiOptions Options = new() { QueueReadyWork = 1000, QueueReadyWorkOfTenant = 600 };

    [Fact]
    public void Refusal_QueueWithRoom_LetsIn() =>
        QueueShare.Refusal(Pool(("a", 500), ("b", 499)), "a", Options).ShouldBeNull();

    [Fact]
    public void Refusal_TenantThatHasAllItsPlaces_IsItsOwnLimit()
    {
        var refusal = QueueShare.Refusal(Pool(("a", 600)), "a", Options).ShouldNotBeNull();

        (refusal.Status, refusal.Code).ShouldBe((429, "insufficient_quota"));
        refusal.Message.ShouldStartWith("600 parts");
    }

    [Fact]
    public void Refusal_FullQueue_ShutsOutOnlyThoseWithMoreThanTheirShare()
    {
        var full = Pool(("a", 599), ("b", 399), ("c", 2));

        QueueShare.Refusal(full, "a", Options).ShouldNotBeNull().Status.ShouldBe(503);
        QueueShare.Refusal(full, "b", Options).ShouldNotBeNull().Code.ShouldBe("queue_full");
        QueueShare.Refusal(full, "c", Options).ShouldBeNull();
        QueueShare.Refusal(full, "newcomer", Options).ShouldBeNull();
    }

    [Fact]
    public void Refusal_BacklogBeyondItsBound_ShutsOutAll() =>
        QueueShare
            .Refusal(Pool(("a", 1)) with { BacklogGpuSeconds = 10, MostBacklogGpuSeconds = 10 }, "newcomer", Options)
            .ShouldNotBeNull()
            .Status.ShouldBe(503);

    private static PoolStatus Pool(params (string Tenant, int Ready)[] tenants) =>
        new()
        {
            ReadyWork = tenants.Sum(t => t.Ready),
            BacklogGpuSeconds = 0,
            Slots = 1,
            BusySlots = 1,
            Models = [],
            SecondsPerTokenStep = new Dictionary<string, double>(),
            ReadyWorkOf = tenants.ToDictionary(t => t.Tenant, t => t.Ready),
        };
}
