using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Grains.Control.Jobs.Faults;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Faults;

public sealed class JobPatienceTests
{
    private static readonly OutageException Away = new("The store is away.");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void IsFinal_StoreAwayForLongerThanThePatience_OnlyThen()
    {
        var patience = new JobPatience(new WorkClock(_time), TimeSpan.FromMinutes(1), default);

        patience.IsFinal(Away).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(59));
        patience.IsFinal(Away).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        patience.IsFinal(Away).ShouldBeTrue();
    }

    [Fact]
    public void IsFinal_SuccessBetween_PatienceBeginsAnew()
    {
        var patience = new JobPatience(new WorkClock(_time), TimeSpan.FromMinutes(1), default);
        patience.IsFinal(Away);
        patience.IsStalled.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(59));

        patience.Renew();

        patience.IsStalled.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(59));
        patience.IsFinal(Away).ShouldBeFalse();
    }

    [Fact]
    public void IsFinal_NoBound_WaitsForAsLongAsItTakes()
    {
        var patience = new JobPatience(new WorkClock(_time), longest: null, default);
        patience.IsFinal(Away);
        _time.Advance(TimeSpan.FromDays(365));

        patience.IsFinal(Away).ShouldBeFalse();
    }

    [Fact]
    public void IsFinal_BadInput_AtOnce() =>
        new JobPatience(new WorkClock(_time), longest: null, default)
            .IsFinal(new BadInputException("No."))
            .ShouldBeTrue();

    [Fact]
    public void IsFinal_CancelledByTheEndOfTheActivation_IsNoRefusal()
    {
        var patience = new JobPatience(new WorkClock(_time), TimeSpan.Zero, new CancellationToken(canceled: true));

        patience.IsFinal(new OperationCanceledException()).ShouldBeFalse();
        patience.IsStalled.ShouldBeFalse();
    }
}
