using System.Data.Common;
using System.Text.Json;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>The index of all jobs as a table.</summary>
public sealed class RecordedJobIndex(RecordStore records, TimeProvider time) : IJobIndex
{
    private const string Columns = "tenant, job, model, state, created, ended, gpu_seconds, bytes, summary";

    /// <inheritdoc/>
    public Task OpenAsync(JobIndexEntry entry) => records.ExecuteAsync(
        $"""
        INSERT INTO job_index ({Columns})
        VALUES (@tenant, @job, @model, @state, @created, NULL, @gpu_seconds, @bytes, @summary)
        ON CONFLICT (tenant, job) DO UPDATE SET state = excluded.state, ended = NULL
        """,
        ("tenant", entry.Job.Tenant), ("job", entry.Job.Job), ("model", entry.Model), ("state", entry.State.ToString()),
        ("created", entry.Created.ToUnixTimeMilliseconds()), ("gpu_seconds", entry.GpuSeconds), ("bytes", entry.Bytes),
        ("summary", entry.Summary is null ? null : JsonSerializer.Serialize(entry.Summary)));

    /// <inheritdoc/>
    public Task SetStateAsync(JobId job, JobState state, long? bytes = null)
    {
        var kept = bytes is null ? "" : ", bytes = @bytes";
        (string, object?)[] values =
        [
            ("tenant", job.Tenant), ("job", job.Job), ("state", state.ToString()),
            ("ended", HasEnded(state) ? time.GetUtcNow().ToUnixTimeMilliseconds() : null),
        ];
        return records.ExecuteAsync(
            $"UPDATE job_index SET state = @state, ended = @ended{kept} WHERE tenant = @tenant AND job = @job",
            bytes is null ? values : [.. values, ("bytes", bytes)]);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(JobId job) =>
        records.ExecuteAsync("DELETE FROM job_index WHERE tenant = @tenant AND job = @job", ("tenant", job.Tenant), ("job", job.Job));

    /// <inheritdoc/>
    public Task<JobIndexEntry?> FindAsync(JobId job) => records.FirstAsync(
        $"SELECT {Columns} FROM job_index WHERE tenant = @tenant AND job = @job", Read, ("tenant", job.Tenant), ("job", job.Job));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobIndexEntry>> ListAsync(string tenant, string? after, int limit, bool oldestFirst = false)
    {
        var (comes, order) = oldestFirst ? (">", "ASC") : ("<", "DESC");
        var page = after is null ? "" : $"AND (created, job) {comes} (SELECT created, job FROM job_index WHERE tenant = @tenant AND job = @after)";
        (string, object?)[] values = [("tenant", tenant), ("limit", limit)];
        return await records.QueryAsync(
            $"SELECT {Columns} FROM job_index WHERE tenant = @tenant {page} ORDER BY created {order}, job {order} LIMIT @limit",
            Read, after is null ? values : [.. values, ("after", after)]);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobId>> AbandonedAsync(DateTimeOffset before) => await records.QueryAsync(
        "SELECT tenant, job FROM job_index WHERE ended IS NULL AND state = @state AND created < @before", ReadJob,
        ("state", nameof(JobState.New)), ("before", before.ToUnixTimeMilliseconds()));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobId>> OpenJobsAsync() => await records.QueryAsync(
        "SELECT tenant, job FROM job_index WHERE ended IS NULL AND state IN (@rendering, @assembling) ORDER BY created", ReadJob,
        ("rendering", nameof(JobState.Rendering)), ("assembling", nameof(JobState.Assembling)));

    /// <inheritdoc/>
    public async Task<TenantLoad> LoadAsync(string tenant) => (await records.FirstAsync(
        """
        SELECT COALESCE(SUM(CASE WHEN state IN (@rendering, @assembling) THEN gpu_seconds ELSE 0 END), 0.0), CAST(COALESCE(SUM(bytes), 0) AS bigint)
        FROM job_index WHERE tenant = @tenant
        """,
        row => new TenantLoad(row.GetDouble(0), row.GetInt64(1)),
        ("tenant", tenant), ("rendering", nameof(JobState.Rendering)), ("assembling", nameof(JobState.Assembling))))!;

    private static bool HasEnded(JobState state) => state is JobState.Completed or JobState.Failed or JobState.Cancelled;

    private static JobId ReadJob(DbDataReader row) => new(row.GetString(0), row.GetString(1));

    private static JobIndexEntry Read(DbDataReader row) => new()
    {
        Job = ReadJob(row),
        Model = row.GetString(2),
        State = Enum.Parse<JobState>(row.GetString(3)),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
        Ended = row.IsDBNull(5) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        GpuSeconds = row.GetDouble(6),
        Bytes = row.GetInt64(7),
        Summary = row.IsDBNull(8) ? null : JsonSerializer.Deserialize<JobSummary>(row.GetString(8)),
    };
}
