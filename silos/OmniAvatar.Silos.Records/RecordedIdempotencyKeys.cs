using System.Data.Common;
using OmniAvatar.Grains.Records;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>Named requests as a table.</summary>
public sealed class RecordedIdempotencyKeys(RecordStore records) : IIdempotencyKeys
{
    /// <inheritdoc/>
    public Task<IdempotentRequest?> FindAsync(string tenant, string key, CancellationToken cancellation = default) =>
        records.FirstAsync(
            "SELECT tenant, key, content_sha256, job, created FROM idempotency_key WHERE tenant = @tenant "
                + "AND key = @key",
            Read,
            cancellation,
            ("tenant", tenant),
            ("key", key)
        );

    /// <inheritdoc/>
    public async Task<IdempotentRequest> ClaimAsync(IdempotentRequest request, CancellationToken cancellation = default)
    {
        while (true)
        {
            await records.ExecuteAsync(
                """
                INSERT INTO idempotency_key (tenant, key, content_sha256, job, created) VALUES (@tenant, @key, @content, @job, @created)
                ON CONFLICT (tenant, key) DO NOTHING
                """,
                cancellation,
                ("tenant", request.Job.Tenant),
                ("key", request.Key),
                ("content", request.ContentSha256),
                ("job", request.Job.Job),
                ("created", request.Created.ToUnixTimeMilliseconds())
            );
            // It is missing only if it was forgotten in between.
            if (await FindAsync(request.Job.Tenant, request.Key, cancellation) is { } holder)
                return holder;
        }
    }

    /// <inheritdoc/>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            "DELETE FROM idempotency_key WHERE created < @before",
            cancellation,
            ("before", before.ToUnixTimeMilliseconds())
        );

    private static IdempotentRequest Read(DbDataReader row) =>
        new(
            new JobId(row.GetString(0), row.GetString(3)),
            row.GetString(1),
            row.GetString(2),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4))
        );
}
