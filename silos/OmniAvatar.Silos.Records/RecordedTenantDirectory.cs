using System.Data.Common;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>The tenants as tables. Nothing is cached, so a change applies at once, everywhere.</summary>
public sealed class RecordedTenantDirectory(RecordStore records, TimeProvider time) : ITenantDirectory, IKeyDirectory
{
    // A key from before keys had names is named after the beginning of its hash.
    private const string NameOfKey = "COALESCE(name, 'unnamed-' || substr(sha256, 1, 8))";

    private const long MillisecondsAMinute = 60_000;

    /// <inheritdoc/>
    public Task<TenantTerms?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        records.FirstAsync(
            "SELECT weight, slots, queued_gpu_seconds, stored_bytes, retain_seconds FROM tenant WHERE name = @name",
            row => ReadTerms(row, 0),
            cancellation,
            ("name", tenant)
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, TenantTerms>> ListAsync(CancellationToken cancellation = default) =>
        (
            await records.QueryAsync(
                "SELECT name, weight, slots, queued_gpu_seconds, stored_bytes, retain_seconds FROM tenant",
                row => (Name: row.GetString(0), Terms: ReadTerms(row, 1)),
                cancellation
            )
        ).ToDictionary(tenant => tenant.Name, tenant => tenant.Terms);

    /// <inheritdoc/>
    public Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation = default) =>
        records.FirstAsync(
            "SELECT tenant FROM api_key WHERE sha256 = @sha256",
            row => row.GetString(0),
            cancellation,
            ("sha256", keySha256)
        );

    /// <summary>Creates a tenant with these terms, or gives an existing one these terms.</summary>
    public Task SetAsync(string tenant, TenantTerms terms, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            """
            INSERT INTO tenant (name, weight, slots, queued_gpu_seconds, stored_bytes, retain_seconds, created)
            VALUES (@name, @weight, @slots, @gpu_seconds, @bytes, @retain, @created)
            ON CONFLICT (name) DO UPDATE SET weight = excluded.weight, slots = excluded.slots,
                queued_gpu_seconds = excluded.queued_gpu_seconds, stored_bytes = excluded.stored_bytes,
                retain_seconds = excluded.retain_seconds
            """,
            cancellation,
            ("name", tenant),
            ("weight", terms.Weight),
            ("slots", terms.ConcurrentSlots),
            ("gpu_seconds", terms.QueuedGpuSeconds),
            ("bytes", terms.StoredBytes),
            ("retain", (long?)terms.RetainFor?.TotalSeconds),
            ("created", Now)
        );

    /// <inheritdoc/>
    /// <exception cref="DbException">The tenant does not exist, or the database does not answer.</exception>
    public async Task<string?> AddKeyAsync(string tenant, string name, CancellationToken cancellation = default)
    {
        var key = ApiKey.Create();
        // A statement that is repeated meets its own row: what counts is whether the row with this hash is there
        // afterwards.
        await records.ExecuteAsync(
            "INSERT INTO api_key (sha256, tenant, name, created) VALUES (@sha256, @tenant, @name, "
                + "@created) ON CONFLICT DO NOTHING",
            cancellation,
            ("sha256", ApiKey.Hash(key)),
            ("tenant", tenant),
            ("name", name),
            ("created", Now)
        );
        return await FindByKeyAsync(ApiKey.Hash(key), cancellation) is null ? null : key;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(string? tenant, CancellationToken cancellation = default)
    {
        var ofTenant = tenant is null ? "" : "WHERE tenant = @tenant";
        (string, object?)[] values = tenant is null ? [] : [("tenant", tenant)];
        return await records.QueryAsync(
            $"SELECT tenant, {NameOfKey}, created, used FROM api_key {ofTenant} ORDER BY tenant, created, sha256",
            ReadKey,
            cancellation,
            values
        );
    }

    /// <inheritdoc/>
    public async Task<bool> RevokeKeyAsync(string tenant, string name, CancellationToken cancellation = default) =>
        await records.ExecuteAsync(
            $"DELETE FROM api_key WHERE tenant = @tenant AND {NameOfKey} = @name",
            cancellation,
            ("tenant", tenant),
            ("name", name)
        ) > 0;

    /// <inheritdoc/>
    public async Task NoteUseAsync(IReadOnlyCollection<string> keySha256, CancellationToken cancellation = default)
    {
        var minute = Now / MillisecondsAMinute * MillisecondsAMinute;
        foreach (var sha256 in keySha256)
            await records.ExecuteAsync(
                "UPDATE api_key SET used = @used WHERE sha256 = @sha256 AND (used IS NULL OR used < @used)",
                cancellation,
                ("used", minute),
                ("sha256", sha256)
            );
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static ApiKey ReadKey(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))
        );

    private static TenantTerms ReadTerms(DbDataReader row, int first) =>
        new()
        {
            Weight = row.GetDouble(first),
            ConcurrentSlots = row.IsDBNull(first + 1) ? null : row.GetInt32(first + 1),
            QueuedGpuSeconds = row.IsDBNull(first + 2) ? null : row.GetDouble(first + 2),
            StoredBytes = row.IsDBNull(first + 3) ? null : row.GetInt64(first + 3),
            RetainFor = row.IsDBNull(first + 4) ? null : TimeSpan.FromSeconds(row.GetInt64(first + 4)),
        };
}
