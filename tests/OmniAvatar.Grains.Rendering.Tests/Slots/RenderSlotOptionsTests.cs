using OmniAvatar.Grains.Rendering.Slots;

namespace OmniAvatar.Grains.Rendering.Tests.Slots;

/// <summary>A slot's options are checked when a host starts, each against its own range.</summary>
public sealed class RenderSlotOptionsTests
{
    [Fact]
    public void Defaults_AreInRange() =>
        new RenderSlotOptionsValidator().Validate(null, new RenderSlotOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Values_OutOfRange_AreAllNamed()
    {
        var options = new RenderSlotOptions { LongestRetry = TimeSpan.Zero, JobsBeforeLeaving = 0 };

        var result = new RenderSlotOptionsValidator().Validate(null, options);

        result.Failed.ShouldBeTrue();
        result.FailureMessage.ShouldContain(nameof(options.LongestRetry));
        result.FailureMessage.ShouldContain(nameof(options.JobsBeforeLeaving));
        result.FailureMessage.ShouldNotContain(nameof(options.FirstRetry));
    }
}
