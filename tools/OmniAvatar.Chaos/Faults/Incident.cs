namespace OmniAvatar.Chaos.Faults;

/// <summary>A fault that was done, and what was seen of it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Victim">To whom.</param>
/// <param name="WasAtWork">Whether it was in the midst of a unit of work.</param>
/// <param name="At">When, since the run began.</param>
/// <param name="Detected">Until the pool took the victim's work from it; null where it held none or gave it
/// back.</param>
/// <param name="Resumed">Until another attempt at the victim's work began; null where it held none, or its result was
/// there.</param>
/// <param name="Lasted">Until the fault was over: the process gone, woken up, reachable, or the server back.</param>
public sealed record Incident(
    FaultKind Kind,
    string Victim,
    bool WasAtWork,
    TimeSpan At,
    TimeSpan? Detected,
    TimeSpan? Resumed,
    TimeSpan Lasted
);
