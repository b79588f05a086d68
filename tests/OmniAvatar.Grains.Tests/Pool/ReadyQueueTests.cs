using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Tests.Pool;

public sealed class ReadyQueueTests
{
    private static readonly JobId Job = new("local", "job");
    private readonly ReadyQueue _queue = new(TimeSpan.FromSeconds(1));

    [Fact]
    public void Take_WarmWorkWaits_GoesToItsSlotFirstAndToOthersAfterAWhile()
    {
        Add(0, "a");
        Add(1, null);
        Add(2, "a");

        Take("b", 0.5).ShouldBe(1);
        Take("b", 0.5).ShouldBeNull();
        Take("a", 0.5).ShouldBe(0);
        Take("b", 1).ShouldBe(2);
    }

    [Fact]
    public void Take_MayStillBeRunning_WaitsUntilThatIsRuledOut()
    {
        _queue.Add(Offer(0, null), TimeSpan.Zero, notBefore: TimeSpan.FromSeconds(30));
        Take("a", 29).ShouldBeNull();
        Take("a", 30).ShouldBe(0);
    }

    private static WorkOffer Offer(int shot, string? slot) => new(new WorkId(Job, shot, 0), slot, 0, true, new WorkDemand { Model = "model" });

    private void Add(int shot, string? slot) => _queue.Add(Offer(shot, slot), TimeSpan.Zero, TimeSpan.Zero);

    private int? Take(string slot, double now) => _queue.Take(slot, TimeSpan.FromSeconds(now))?.Work.Shot;
}
