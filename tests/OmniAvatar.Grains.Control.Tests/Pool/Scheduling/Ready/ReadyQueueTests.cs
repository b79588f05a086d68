using OmniAvatar.Grains.Control.Pool.Scheduling.Ready;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Tests.Pool.Scheduling.Ready;

public sealed class ReadyQueueTests
{
    private static readonly JobId Job = new("local", "job");
    private readonly ReadyQueue _queue = new(TimeSpan.FromSeconds(1));

    [Fact]
    public void Candidates_WarmWorkWaits_IsItsSlotsAloneForAWhile()
    {
        Add(0, "a");
        Add(1, null);

        Candidates("b", 0.5).ShouldBe([1]);
        Candidates("a", 0.5).ShouldBe([0, 1]);
        Candidates("b", 1).ShouldBe([0]);
    }

    [Fact]
    public void Candidates_MayStillBeRunning_WaitUntilThatIsRuledOut()
    {
        _queue.Add(Offer(0, "a"), TimeSpan.Zero, notBefore: TimeSpan.FromSeconds(30));

        Candidates("a", 29).ShouldBeEmpty();
        Candidates("a", 30).ShouldBe([0]);
        Candidates("b", 30).ShouldBe([0]);
    }

    [Fact]
    public void StopKeepingFor_SlotTookOtherWork_OpensToAllAtOnce()
    {
        Add(0, "a");
        Candidates("b", 0.1).ShouldBeEmpty();
        _queue.StopKeepingFor("a", TimeSpan.FromSeconds(0.1));
        Candidates("b", 0.1).ShouldBe([0]);
    }

    [Fact]
    public void RemoveAll_OneOfTwoJobs_LeavesTheOther()
    {
        var other = new WorkOffer(
            new WorkId(new JobId("local", "other"), 7, 0),
            "a",
            0,
            true,
            new WorkDemand { Model = "model" }
        );
        Add(0, "a");
        Add(1, null);
        _queue.Add(other, TimeSpan.Zero, TimeSpan.Zero);

        _queue.RemoveAll(Job).Count.ShouldBe(2);
        Candidates("a", 2).ShouldBe([7]);
        _queue.Remove(other.Work).ShouldBe(other);
        (_queue.Count, _queue.HasWorkOf("local")).ShouldBe((0, false));
    }

    private static WorkOffer Offer(int shot, string? slot) =>
        new(new WorkId(Job, shot, 0), slot, 0, true, new WorkDemand { Model = "model" });

    private void Add(int shot, string? slot) => _queue.Add(Offer(shot, slot), TimeSpan.Zero, TimeSpan.Zero);

    private int[] Candidates(string slot, double now)
    {
        _queue.Open(TimeSpan.FromSeconds(now));
        var description = new SlotDescription(slot, ["model"], "model", "", 0);
        return
        [
            .. _queue
                .Candidates("local", description, TimeSpan.FromSeconds(now), _ => true)
                .Select(work => work.Work.Shot)
                .Distinct(),
        ];
    }
}
