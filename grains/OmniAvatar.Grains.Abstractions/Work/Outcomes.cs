using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Work;

/// <summary>How an attempt ended.</summary>
[GenerateSerializer, Alias("OmniAvatar.WorkOutcome")]
public abstract record WorkOutcome
{
    private protected WorkOutcome() { }

    /// <summary>The work has a result: this attempt's, or that of the attempt which committed first.</summary>
    /// <param name="WinningAttempt">Whose manifest is the result.</param>
    /// <param name="GpuMilliseconds">What that manifest says the winner used.</param>
    /// <param name="NumericClass">The class of the winner's numbers.</param>
    [GenerateSerializer, Immutable, Alias("OmniAvatar.WorkOutcome.Committed")]
    public sealed record Committed(
        [property: Id(0)] int WinningAttempt,
        [property: Id(1)] long GpuMilliseconds,
        [property: Id(2)] string NumericClass
    ) : WorkOutcome;

    /// <summary>The attempt failed for its own reason.</summary>
    [GenerateSerializer, Immutable, Alias("OmniAvatar.WorkOutcome.Failed")]
    public sealed record Failed([property: Id(0)] JobFailure Failure) : WorkOutcome;

    /// <summary>The attempt was stopped, or its slot leaves or refused it. This does not count as a failure of the
    /// work.</summary>
    [GenerateSerializer, Immutable, Alias("OmniAvatar.WorkOutcome.GivenBack")]
    public sealed record GivenBack : WorkOutcome;
}

/// <summary>A job's answer to a pool that wants to grant some work.</summary>
[GenerateSerializer, Alias("OmniAvatar.GrantDecision")]
public abstract record GrantDecision
{
    private protected GrantDecision() { }

    /// <summary>Grant it under this attempt number.</summary>
    [GenerateSerializer, Immutable, Alias("OmniAvatar.GrantDecision.Go")]
    public sealed record Go([property: Id(0)] int Attempt) : GrantDecision;

    /// <summary>It is already done, or no longer wanted.</summary>
    [GenerateSerializer, Immutable, Alias("OmniAvatar.GrantDecision.NotWanted")]
    public sealed record NotWanted : GrantDecision;
}

/// <summary>Whether an attempt was begun.</summary>
[GenerateSerializer, Alias("OmniAvatar.StartOutcome")]
public enum StartOutcome
{
    /// <summary>It runs; this call or an earlier one began it.</summary>
    Started,

    /// <summary>The slot that was granted it is not on this silo, or no longer holds it.</summary>
    Refused,
}
