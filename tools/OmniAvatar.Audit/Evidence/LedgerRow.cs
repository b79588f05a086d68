namespace OmniAvatar.Audit.Evidence;

/// <summary>The outcome of GPU time, by its number in the table.</summary>
public enum LedgerOutcome
{
    Lost = 0,
    Repeated = 1,
    Committed = 2,
}

/// <summary>One row of the ledger.</summary>
public sealed record LedgerRow(WorkKey Work, int Attempt, long GpuMilliseconds, LedgerOutcome Outcome);
