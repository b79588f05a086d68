using OmniAvatar.Grains.Control.Jobs;
using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Control.Sweeps;

namespace OmniAvatar.Grains.Control.Tests;

/// <summary>Options are checked when a host starts, each against its own range.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Defaults_AreInRange()
    {
        new GpuPoolOptionsValidator().Validate(null, new GpuPoolOptions()).Succeeded.ShouldBeTrue();
        new JobControlOptionsValidator().Validate(null, new JobControlOptions()).Succeeded.ShouldBeTrue();
        new SweepOptionsValidator().Validate(null, new SweepOptions()).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Values_OutOfRange_AreAllNamed()
    {
        var options = new GpuPoolOptions
        {
            Lease = TimeSpan.Zero,
            PullWait = TimeSpan.FromSeconds(11),
            StuckAfterMedians = 0,
        };

        var result = new GpuPoolOptionsValidator().Validate(null, options);

        result.Failed.ShouldBeTrue();
        foreach (
            var name in new[] { nameof(options.Lease), nameof(options.PullWait), nameof(options.StuckAfterMedians) }
        )
            result.FailureMessage.ShouldContain(name);
        result.FailureMessage.ShouldNotContain(nameof(options.Preference));
    }
}
