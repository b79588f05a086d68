using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Requests;
using static OmniAvatar.Grains.Control.Tests.Pool.Scheduling.TestPool;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling;

/// <summary>What waits, who holds what, and what a slot can be given at all.</summary>
public sealed class PoolSchedulerTests
{
    private readonly TestPool _pool = new(options => options.Adoption = TimeSpan.Zero);

    [Fact]
    public void Take_SlotLacksModelMemoryOrClass_GivesOnlyWhatItCanDo()
    {
        _pool.Offer(Segment("a", 0), Demand() with { Model = "other" });
        _pool.Offer(Segment("a", 1), Demand() with { MemoryBytes = 80_000_000_000 });
        _pool.Offer(Segment("a", 2), Demand() with { NumericClass = "elsewhere" });
        _pool.Offer(Segment("a", 3), Demand() with { NumericClass = "class", MemoryBytes = 10_000_000_000 });
        var slot = Slot("s") with { MemoryBytes = 24_000_000_000 };

        _pool.Take(slot).ShouldNotBeNull().Work.Shot.ShouldBe(3);
        _pool.Take(slot with { Slot = "t" }).ShouldBeNull();
        _pool
            .Take(slot with { Slot = "u", Models = ["other"], LoadedModel = null })
            .ShouldNotBeNull()
            .Work.Shot.ShouldBe(0);
        _pool.Take(slot with { Slot = "v", MemoryBytes = 0 }).ShouldNotBeNull().Work.Shot.ShouldBe(1);
        _pool.Take(slot with { Slot = "w", NumericClass = "elsewhere" }).ShouldNotBeNull().Work.Shot.ShouldBe(2);
    }

    [Fact]
    public void Take_FailedHereBefore_IsForOthersWhileThereAreOthers()
    {
        _pool.Scheduler.Take(Slot("other"), TimeSpan.Zero).ShouldBeNull();
        _pool.Offer(Segment("a", 0), Demand() with { FailedOn = ["here"] });

        _pool.Take("here").ShouldBeNull();
        _pool.Scheduler.Leave("other", TimeSpan.Zero);
        _pool.Take("here").ShouldNotBeNull();
    }

    [Fact]
    public void Take_ModelIsLoadedHere_ComesBeforeYoungerAndWithinReasonBeforeOlderWork()
    {
        _pool.Offer(Segment("a", 0, job: "older"), Demand() with { Model = "big", Created = 1_000_000 });
        _pool.Offer(Segment("a", 0, job: "younger"), Demand() with { Created = 1_400_000 });
        _pool.Offer(Segment("a", 1, job: "younger"), Demand() with { Created = 1_500_000 });
        var slot = Slot("s", "model", "big");

        Next(slot).ShouldBe(("younger", 0));
        Next(slot with { Slot = "t" }).ShouldBe(("older", 0));
        Next(slot with { Slot = "u" }).ShouldBe(("younger", 1));
    }

    [Fact]
    public void Take_UrgentWork_ComesBeforeItsTenantsOtherWorkButTakesNothingFromOthers()
    {
        _pool.Offer(Segment("a", 0), Demand() with { Priority = JobPriority.Batch });
        _pool.Offer(Segment("a", 1));
        _pool.Offer(Segment("a", 2), Demand() with { Priority = JobPriority.Interactive });
        _pool.Offer(Segment("b", 0), Demand() with { Priority = JobPriority.Batch });
        _pool.Offer(Segment("b", 1), Demand() with { Priority = JobPriority.Batch });

        string[] order =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(slot => _pool.Take($"s{slot}")!.Work)
                .Select(work => $"{work.Job.Tenant}{work.Shot}"),
        ];
        order.ShouldBe(["a2", "b0", "a1", "b1", "a0"]);
    }

    [Fact]
    public void Take_SlotThatMadeTheSegmentBefore_GetsTheNextBeforeOlderShots()
    {
        _pool.Offer(Segment("a", 0));
        _pool.Offer(Segment("a", 5, segment: 1), warmOn: "warm");

        _pool.Take("other").ShouldNotBeNull().Work.Shot.ShouldBe(0);
        _pool.Offer(Segment("a", 1));
        _pool.Take("warm").ShouldNotBeNull().Work.Shot.ShouldBe(5);
    }

    [Fact]
    public void Take_ChainWouldEndLast_ComesBeforeWarmAndOlderWork()
    {
        _pool.Take("other").ShouldBeNull();
        _pool.Offer(Segment("a", 0, segment: 6), Demand(remaining: 2), warmOn: "s");
        _pool.Offer(Segment("a", 1), Demand(remaining: 8));

        _pool.Take("s").ShouldNotBeNull().Work.Shot.ShouldBe(1);
    }

    [Fact]
    public void Offer_AgainWhileItWaitsOrRuns_ChangesNothing()
    {
        _pool.Offer(Segment("a", 0));
        _pool.Offer(Segment("a", 0));
        var held = _pool.Take("s").ShouldNotBeNull();
        _pool.Scheduler.Offer(new WorkOffer(held.Work, null, 1, LastAttemptIsOver: false, Demand()), TimeSpan.Zero);

        _pool.Take("t").ShouldBeNull();
        _pool.Beat(held).ShouldBe(Renewal.Renewed);
    }

    [Fact]
    public void Offer_JobKnowsThatTheAttemptIsOver_EndsItsLease()
    {
        _pool.Offer(Segment("a", 0));
        var held = _pool.Take("s").ShouldNotBeNull();
        _pool.Offer(held.Work);

        _pool.Beat(held).ShouldBe(Renewal.Gone);
        _pool.Take("t").ShouldNotBeNull().Attempt.ShouldBe(2);
    }

    [Fact]
    public void Expire_SlotFellSilent_TellsWhatItUsedAsLastHeard()
    {
        _pool.Offer(Segment("a", 0));
        var held = _pool.Take("s").ShouldNotBeNull();
        _pool.Now = 10;
        _pool.Beat(held, used: 9).ShouldBe(Renewal.Renewed);
        _pool.Now = 39;
        _pool.Expire().ShouldBeEmpty();
        _pool.Now = 40;

        var lost = _pool.Scheduler.Expire(TimeSpan.FromSeconds(40)).ShouldHaveSingleItem();
        (lost.Grant, lost.Usage.GpuMilliseconds).ShouldBe((held, 9000));
        _pool.Take("t").ShouldBeNull();
        _pool.Now = 46;
        _pool.Expire().ShouldBeEmpty();
        _pool.Scheduler.Status().Slots.ShouldBe(1);
    }

    [Fact]
    public void Withdraw_JobOver_ForgetsItsWorkAndEndsItsLeases()
    {
        _pool.Offer(Segment("a", 0));
        _pool.Offer(Segment("a", 1));
        var held = _pool.Take("s").ShouldNotBeNull();

        _pool.Scheduler.Withdraw(held.Work.Job).ShouldHaveSingleItem().Grant.ShouldBe(held);
        _pool.Take("t").ShouldBeNull();
        _pool.Scheduler.Jobs.ShouldBeEmpty();
        _pool.Scheduler.Status().BacklogGpuSeconds.ShouldBe(0);
    }

    [Fact]
    public void Renew_PoolIsNew_AdoptsWhatNobodyElseWasGrantedSince()
    {
        var pool = new TestPool();
        var (mine, old) = (
            new WorkGrant(Segment("a", 0), 3, "s", TimeSpan.FromSeconds(30)),
            new WorkGrant(Segment("a", 1), 3, "t", TimeSpan.FromSeconds(30))
        );
        pool.Scheduler.Offer(new WorkOffer(mine.Work, null, 3, LastAttemptIsOver: false, Demand()), TimeSpan.Zero);
        pool.Scheduler.Offer(new WorkOffer(old.Work, null, 4, LastAttemptIsOver: false, Demand()), TimeSpan.Zero);

        pool.Take("u").ShouldBeNull();
        pool.Beat(mine, used: 100).ShouldBe(Renewal.Adopted);
        pool.Beat(old).ShouldBe(Renewal.Gone);
        pool.Now = 30;
        pool.Beat(new WorkGrant(Segment("a", 2), 1, "v", TimeSpan.FromSeconds(30))).ShouldBe(Renewal.Gone);
        pool.Beat(mine, used: 130).ShouldBe(Renewal.Renewed);
        pool.Take("u").ShouldNotBeNull().Work.ShouldBe(old.Work);
        pool.Scheduler.Used.ShouldBe([("a", 30.0)]);
    }

    [Fact]
    public void Status_SomeWaitsSomeRuns_CountsEveryWindowOnce()
    {
        _pool.Offer(Segment("a", 0), Demand(seconds: 20, remaining: 3));
        _pool.Offer(WorkId.Conditioning(new JobId("a", "next")), Demand(seconds: 0) with { TokenStepsBehind = 100 });
        _pool.Take("s").ShouldNotBeNull().Work.Shot.ShouldBe(0);

        var status = _pool.Scheduler.Status();
        status.BacklogGpuSeconds.ShouldBe(3 * 20 + 100 + 30);
        (status.ReadyWork, status.Slots, status.BusySlots).ShouldBe((1, 1, 1));
        status.Models.ShouldBe(["model"]);
    }

    [Fact]
    public void Status_AttemptsEnded_TellsTheirSpeedWithoutLoadingAndWithoutResumedOnes()
    {
        for (var shot = 0; shot < 4; shot++)
        {
            _pool.Offer(Segment("a", shot), Demand(seconds: 100));
            var grant = _pool.Take("s").ShouldNotBeNull();
            _pool.Release(grant, used: 260, load: 60);
            _pool.Offer(Segment("a", shot), Demand(seconds: 100));
            _pool.Release(_pool.Take("s").ShouldNotBeNull(), used: 1);
        }
        _pool.Scheduler.Status().SecondsPerTokenStep["model"].ShouldBe(2, 1e-9);
    }

    [Fact]
    public void Waiting_EveryReason_IsSaid()
    {
        Waiting(Demand()).ShouldBe("No renderer is running; the work begins when one joins.");
        _pool.Take(Slot("s") with { MemoryBytes = 24_000_000_000 }).ShouldBeNull();
        Waiting(Demand() with { Model = "other" })
            .ShouldBe("No running slot has the model other; the work begins when one joins.");
        Waiting(Demand() with { NumericClass = "elsewhere" })
            .ShouldBe("No slot with the model is of the numeric class that the job began in.");
        Waiting(Demand() with { MemoryBytes = 80_000_000_000 })
            .ShouldBe("No slot with the model has the 80 GB of memory that the work needs.");
        Waiting(Demand()).ShouldBeNull();
        _pool.Terms("a", slots: 0);
        Waiting(Demand()).ShouldBe("The tenant already uses all slots that it may use at once (0).");
        _pool.Offer("b", 1);
        _pool.Take("s").ShouldNotBeNull();
        Waiting(Demand()).ShouldBe("All slots that could do the work are busy (1).");
    }

    private string? Waiting(WorkDemand demand) => _pool.Scheduler.Waiting("a", demand);

    private (string Job, int Shot) Next(SlotDescription slot)
    {
        var work = _pool.Take(slot).ShouldNotBeNull().Work;
        return (work.Job.Job, work.Shot);
    }
}
