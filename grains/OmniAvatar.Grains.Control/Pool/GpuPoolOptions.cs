using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OmniAvatar.Grains.Control.Pool;

/// <summary>How work is granted.</summary>
public sealed record GpuPoolOptions
{
    /// <summary>How long a slot may stay silent before its work is granted again. Default 30 s; a slot sends a
    /// heartbeat three times in it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a pull waits for work. Default 5 s, at most 10 s; a slot that leaves ends its own at
    /// once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ParseLimitsInInvariantCulture = true)]
    public TimeSpan PullWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long ready work waits for the slot that rendered the segment before it. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Preference { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a pool that has just been activated grants nothing that may still be running, and adopts what slots say
    /// they hold. Null means one lease; zero where slots live and die in the pool's own process.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan? Adoption { get; set; }

    /// <summary>Medians of a phase's time per step that pass without a step before the slot counts as stuck. Default
    /// 10.</summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double StuckAfterMedians { get; set; } = 10;

    /// <summary>How many seconds of unfairness are accepted to save one second of loading. A slot that would have to
    /// load another model, or fetch what another slot has, takes the next tenant instead until that tenant is this many
    /// times the loading time ahead. Default 8, so at most about a ninth of the time is spent on loading.</summary>
    [Range(0d, double.MaxValue)]
    public double Patience { get; set; } = 8;

    /// <summary>Seconds to load a model, until its loads were measured. Default 60.</summary>
    [Range(0d, double.MaxValue)]
    public double LoadSeconds { get; set; } = 60;

    /// <summary>Seconds to fetch what another slot has in memory: a prefix and a few latents. Default 2.</summary>
    [Range(0d, double.MaxValue)]
    public double FetchSeconds { get; set; } = 2;

    /// <summary>
    /// Seconds per token-step of a model that nobody has run yet. Default 2.6e-4: what OmniAvatar's authors report of
    /// the 14B model on an A800, 16 s for a step of 30,375 tokens and two predictions.
    /// </summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double UnknownSecondsPerTokenStep { get; set; } = 2.6e-4;

    /// <summary>Seconds of work without a size (conditioning), until some was measured. Default 30.</summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double UnsizedSeconds { get; set; } = 30;

    /// <summary>Seconds of an attempt that its tenant is charged ahead of what it has used. Default 30. A smaller value
    /// gives a new tenant its share sooner; below two heartbeats, shares oscillate.</summary>
    [Range(0d, double.MaxValue)]
    public double ChargedAhead { get; set; } = 30;

    /// <summary>Most GPU-seconds (at weight 1) that a tenant's account may fall behind the others' because no slot
    /// could do its work. The tenant gets at most this much back at the others' cost. Default 3600.</summary>
    [Range(0d, double.MaxValue)]
    public double MostCredit { get; set; } = 3600;

    /// <summary>Whether waits between tries are spread at random. Default true.</summary>
    public bool SpreadRetries { get; set; } = true;

    /// <summary>Backlog in GPU-seconds above which no new job is accepted; null for no limit. Open jobs continue.
    /// Default null.</summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double? MostBacklogGpuSeconds { get; set; }
}

/// <summary>Checks every value against its range when the host starts, and names each that is outside.</summary>
[OptionsValidator]
internal sealed partial class GpuPoolOptionsValidator : IValidateOptions<GpuPoolOptions>;
