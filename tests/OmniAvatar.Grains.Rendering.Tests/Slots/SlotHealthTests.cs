using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

public sealed class SlotHealthTests
{
    private readonly SlotHealth _health = new(jobsBeforeLeaving: 3);

    [Fact]
    public void Note_ThreeJobsInARow_IsSick()
    {
        Fail("a");
        Fail("b");
        _health.Sickness.ShouldBeNull();
        Fail("c");
        _health.Sickness.ShouldNotBeNull().ShouldContain("e-c");
    }

    [Fact]
    public void Note_OneJobOverAndOver_IsTheJobsFault()
    {
        for (var time = 0; time < 10; time++)
            Fail("a");
        _health.Sickness.ShouldBeNull();
    }

    [Fact]
    public void Note_ASuccessBetween_BeginsAnew()
    {
        Fail("a");
        Fail("b");
        _health.Note(Grant("d"), new WorkOutcome.Committed(1, 0, ""));
        Fail("c");
        _health.Sickness.ShouldBeNull();
    }

    [Theory]
    [InlineData(FailureKind.BadInput)]
    [InlineData(FailureKind.WrongUse)]
    [InlineData(FailureKind.Outage)]
    [InlineData(FailureKind.Damaged)]
    public void Note_WhatIsNoFaultOfTheSlot_IsNotCounted(FailureKind kind)
    {
        foreach (var job in new[] { "a", "b", "c", "d" })
            Fail(job, kind);
        _health.Sickness.ShouldBeNull();
    }

    [Fact]
    public void Note_WorkThatFailedElsewhere_IsTheWorksFault()
    {
        foreach (var job in new[] { "a", "b", "c", "d" })
            _health.Note(Grant(job) with { FailedElsewhere = true }, Failed(job, FailureKind.Failed));
        _health.Sickness.ShouldBeNull();
    }

    private void Fail(string job, FailureKind kind = FailureKind.Failed) => _health.Note(Grant(job), Failed(job, kind));

    private static WorkOutcome Failed(string job, FailureKind kind) =>
        new WorkOutcome.Failed(JobFailure.Of(kind, "No.", $"e-{job}"));

    private static WorkGrant Grant(string job) =>
        new(new WorkId(new JobId("local", job), 0, 0), 1, "slot", TimeSpan.FromSeconds(30));
}
