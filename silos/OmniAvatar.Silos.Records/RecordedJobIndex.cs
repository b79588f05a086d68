using System.Data.Common;
using System.Text.Json;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>The index of all jobs as a table.</summary>
public sealed class RecordedJobIndex(RecordStore records, TimeProvider time) : IJobIndex
{
    private const string Inserted = "tenant, job, model, state, created, ended, gpu_seconds, bytes, summary";
    private const string Columns = $"{Inserted}, seen_percent, seen_segments, seen_shots";
    private const string ThisJob = "tenant = @tenant AND job = @job";

    /// <inheritdoc/>
    public Task ReserveAsync(JobIndexEntry entry, CancellationToken cancellation = default) =>
        InsertAsync(entry, "NOTHING", cancellation);

    /// <inheritdoc/>
    public Task OpenAsync(JobIndexEntry entry, CancellationToken cancellation = default) =>
        InsertAsync(entry, "UPDATE SET state = excluded.state, ended = NULL", cancellation);

    /// <inheritdoc/>
    public Task SetStateAsync(JobId job, JobState state, long? bytes = null, CancellationToken cancellation = default)
    {
        var kept = bytes is null ? "" : ", bytes = @bytes";
        (string, object?)[] values =
        [
            .. Of(job),
            ("state", state.ToString()),
            ("ended", HasEnded(state) ? time.GetUtcNow().ToUnixTimeMilliseconds() : null),
        ];
        return records.ExecuteAsync(
            $"UPDATE job_index SET state = @state, ended = @ended{kept} WHERE {ThisJob}",
            cancellation,
            bytes is null ? values : [.. values, ("bytes", bytes)]
        );
    }

    /// <inheritdoc/>
    public Task NoteProgressAsync(JobId job, SeenProgress seen, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            $"""
            UPDATE job_index SET seen_percent = {Furthest("seen_percent")}, seen_segments = {Furthest(
                "seen_segments"
            )}, seen_shots = {Furthest("seen_shots")}
            WHERE {ThisJob}
            """,
            cancellation,
            [.. Of(job), ("seen_percent", seen.Percent), ("seen_segments", seen.Segments), ("seen_shots", seen.Shots)]
        );

    /// <inheritdoc/>
    public Task RemoveAsync(JobId job, CancellationToken cancellation = default) =>
        records.ExecuteAsync($"DELETE FROM job_index WHERE {ThisJob}", cancellation, Of(job));

    /// <inheritdoc/>
    public Task<JobIndexEntry?> FindAsync(JobId job, CancellationToken cancellation = default) =>
        records.FirstAsync($"SELECT {Columns} FROM job_index WHERE {ThisJob}", Read, cancellation, Of(job));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobIndexEntry>> ListAsync(
        string tenant,
        string? after,
        int limit,
        bool oldestFirst = false,
        CancellationToken cancellation = default
    )
    {
        var (comes, order) = oldestFirst ? (">", "ASC") : ("<", "DESC");
        var page = after is null
            ? ""
            : $"AND (created, job) {comes} (SELECT created, job FROM job_index WHERE tenant = @tenant AND job "
                + $"= @after)";
        (string, object?)[] values = [("tenant", tenant), ("new", nameof(JobState.New)), ("limit", limit)];
        return await records.QueryAsync(
            $"SELECT {Columns} FROM job_index WHERE tenant = @tenant AND state <> @new {page} ORDER BY "
                + $"created {order}, job {order} LIMIT @limit",
            Read,
            cancellation,
            after is null ? values : [.. values, ("after", after)]
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobId>> AbandonedAsync(
        DateTimeOffset before,
        CancellationToken cancellation = default
    ) =>
        await records.QueryAsync(
            "SELECT tenant, job FROM job_index WHERE ended IS NULL AND state = @state AND created < @before",
            ReadJob,
            cancellation,
            ("state", nameof(JobState.New)),
            ("before", before.ToUnixTimeMilliseconds())
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobId>> OpenJobsAsync(CancellationToken cancellation = default) =>
        await records.QueryAsync(
            "SELECT tenant, job FROM job_index WHERE ended IS NULL AND state IN (@rendering, @assembling) "
                + "ORDER BY created",
            ReadJob,
            cancellation,
            ("rendering", nameof(JobState.Rendering)),
            ("assembling", nameof(JobState.Assembling))
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobIndexEntry>> FailedAsync(int limit, CancellationToken cancellation = default) =>
        await records.QueryAsync(
            $"SELECT {Columns} FROM job_index WHERE state = @failed ORDER BY ended DESC, job LIMIT @limit",
            Read,
            cancellation,
            ("failed", nameof(JobState.Failed)),
            ("limit", limit)
        );

    /// <inheritdoc/>
    public async Task<TenantLoad> LoadAsync(string tenant, CancellationToken cancellation = default) =>
        (
            await records.FirstAsync(
                """
                SELECT COALESCE(SUM(CASE WHEN state IN (@rendering, @assembling) THEN gpu_seconds ELSE 0 END), 0.0), CAST(COALESCE(SUM(bytes), 0) AS bigint)
                FROM job_index WHERE tenant = @tenant AND state <> @new
                """,
                row => new TenantLoad(row.GetDouble(0), row.GetInt64(1)),
                cancellation,
                ("tenant", tenant),
                ("rendering", nameof(JobState.Rendering)),
                ("assembling", nameof(JobState.Assembling)),
                ("new", nameof(JobState.New))
            )
        )!;

    private Task InsertAsync(JobIndexEntry entry, string onConflict, CancellationToken cancellation) =>
        records.ExecuteAsync(
            $"""
            INSERT INTO job_index ({Inserted})
            VALUES (@tenant, @job, @model, @state, @created, NULL, @gpu_seconds, @bytes, @summary)
            ON CONFLICT (tenant, job) DO {onConflict}
            """,
            cancellation,
            [
                .. Of(entry.Job),
                ("model", entry.Model),
                ("state", entry.State.ToString()),
                ("created", entry.Created.ToUnixTimeMilliseconds()),
                ("gpu_seconds", entry.GpuSeconds),
                ("bytes", entry.Bytes),
                ("summary", entry.Summary is null ? null : JsonSerializer.Serialize(entry.Summary)),
            ]
        );

    // PostgreSQL has GREATEST and SQLite has MAX; both have CASE.
    private static string Furthest(string column) =>
        $"CASE WHEN {column} >= @{column} THEN {column} ELSE @{column} END";

    private static (string, object?)[] Of(JobId job) => [("tenant", job.Tenant), ("job", job.Job)];

    private static bool HasEnded(JobState state) =>
        state is JobState.Completed or JobState.Failed or JobState.Cancelled;

    private static JobId ReadJob(DbDataReader row) => new(row.GetString(0), row.GetString(1));

    private static JobIndexEntry Read(DbDataReader row) =>
        new()
        {
            Job = ReadJob(row),
            Model = row.GetString(2),
            State = Enum.Parse<JobState>(row.GetString(3)),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
            Ended = row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
            GpuSeconds = row.GetDouble(6),
            Bytes = row.GetInt64(7),
            Summary = row.IsDBNull(8) ? null : JsonSerializer.Deserialize<JobSummary>(row.GetString(8)),
            Seen = row.IsDBNull(9) ? null : new SeenProgress(row.GetInt32(9), row.GetInt32(10), row.GetInt32(11)),
        };
}
