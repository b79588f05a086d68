namespace OmniAvatar.Chaos.Faults;

/// <summary>A fault that happened, and its observed effects.</summary>
/// <param name="Kind">What.</param>
/// <param name="Victim">The victim.</param>
/// <param name="WasAtWork">Whether it was rendering a unit of work.</param>
/// <param name="At">When, since the run began.</param>
/// <param name="Detected">Time until the pool revoked the victim's work; null if it held none or gave it back.</param>
/// <param name="Resumed">Time until another attempt at the victim's work began; null if it held none, or its result
/// existed.</param>
/// <param name="Lasted">Time until the fault was over: the process ended, woken up or reachable, or the server
/// back.</param>
public sealed record Incident(
    FaultKind Kind,
    string Victim,
    bool WasAtWork,
    TimeSpan At,
    TimeSpan? Detected,
    TimeSpan? Resumed,
    TimeSpan Lasted
);
