using System.Data.Common;
using System.Globalization;
using System.Text;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>The ledger as a table, one row per attempt.</summary>
public sealed class RecordedLedger(RecordStore records) : ILedger
{
    // SQLite allows 32766 parameters per statement, PostgreSQL 65535; an entry has seven.
    private const int EntriesPerStatement = 500;

    /// <inheritdoc/>
    public async Task RecordAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation = default)
    {
        // A statement may touch a row only once, and rows in one order keep two writers from waiting for each other.
        var rows = entries
            .GroupBy(e => (e.Work, e.Attempt))
            .Select(Highest)
            .OrderBy(e => e.Work.ToString(), StringComparer.Ordinal)
            .ThenBy(e => e.Attempt);
        foreach (var batch in rows.Chunk(EntriesPerStatement))
            await UpsertAsync(batch, cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(
        string tenant,
        CancellationToken cancellation = default
    ) => TotalsAsync("tenant = @tenant", cancellation, ("tenant", tenant));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(
        JobId job,
        CancellationToken cancellation = default
    ) => TotalsAsync("tenant = @tenant AND job = @job", cancellation, ("tenant", job.Tenant), ("job", job.Job));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LedgerEntry>> EntriesAsync(JobId job, CancellationToken cancellation = default) =>
        await records.QueryAsync(
            "SELECT shot, segment, attempt, gpu_ms, outcome FROM ledger WHERE tenant = @tenant AND job = "
                + "@job ORDER BY shot, segment, attempt",
            row => new LedgerEntry(
                new WorkId(job, row.GetInt32(0), row.GetInt32(1)),
                row.GetInt32(2),
                row.GetInt64(3),
                (LedgerOutcome)row.GetInt32(4)
            ),
            cancellation,
            ("tenant", job.Tenant),
            ("job", job.Job)
        );

    private Task UpsertAsync(LedgerEntry[] entries, CancellationToken cancellation)
    {
        var sql = new StringBuilder(
            "INSERT INTO ledger (tenant, job, shot, segment, attempt, gpu_ms, outcome) VALUES "
        );
        var values = new List<(string, object?)>();
        foreach (var (i, entry) in entries.Index())
        {
            if (i > 0)
                sql.Append(", ");
            sql.Append(
                CultureInfo.InvariantCulture,
                $"(@tenant{i}, @job{i}, @shot{i}, @segment{i}, @attempt{i}, @ms{i}, @outcome{i})"
            );
            values.AddRange([
                ($"tenant{i}", entry.Work.Job.Tenant),
                ($"job{i}", entry.Work.Job.Job),
                ($"shot{i}", entry.Work.Shot),
                ($"segment{i}", entry.Work.Segment),
                ($"attempt{i}", entry.Attempt),
                ($"ms{i}", entry.GpuMilliseconds),
                ($"outcome{i}", (int)entry.Outcome),
            ]);
        }
        sql.Append(
            """
             ON CONFLICT (tenant, job, shot, segment, attempt) DO UPDATE SET gpu_ms = excluded.gpu_ms, outcome = excluded.outcome
             WHERE (excluded.outcome, excluded.gpu_ms) > (ledger.outcome, ledger.gpu_ms)
            """
        );
        return records.ExecuteAsync(sql.ToString(), cancellation, [.. values]);
    }

    private async Task<IReadOnlyDictionary<LedgerOutcome, long>> TotalsAsync(
        string where,
        CancellationToken cancellation,
        params (string, object?)[] values
    )
    {
        var rows = await records.QueryAsync(
            $"SELECT outcome, CAST(SUM(gpu_ms) AS bigint) FROM ledger WHERE {where} GROUP BY outcome",
            Read,
            cancellation,
            values
        );
        return rows.ToDictionary();
    }

    private static KeyValuePair<LedgerOutcome, long> Read(DbDataReader row) =>
        new((LedgerOutcome)row.GetInt32(0), row.GetInt64(1));

    private static LedgerEntry Highest(IEnumerable<LedgerEntry> said) => said.Aggregate((a, b) => a.Highest(b));
}
