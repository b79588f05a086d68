using System.Data.Common;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>The tenants as tables. Nothing is cached, so a change applies at once, everywhere.</summary>
public sealed class RecordedTenantDirectory(RecordStore records, TimeProvider time) : ITenantDirectory
{
    // A key from before keys had names is named after the beginning of its hash.
    private const string NameOfKey = "COALESCE(name, 'unnamed-' || substr(sha256, 1, 8))";

    /// <inheritdoc/>
    public Task<TenantTerms?> FindAsync(string tenant, CancellationToken cancellation = default) =>
        records.FirstAsync(
            "SELECT weight, slots, queued_gpu_seconds, stored_bytes, retain_seconds FROM tenant WHERE name = @name",
            ReadTerms,
            cancellation,
            ("name", tenant)
        );

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

    /// <summary>Creates a new key of an existing tenant. It cannot be read again later.</summary>
    /// <returns>The key, or null if the tenant has one of this name.</returns>
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

    /// <summary>A tenant's keys, or everybody's, by tenant and then by age.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(string? tenant, CancellationToken cancellation = default)
    {
        var ofTenant = tenant is null ? "" : "WHERE tenant = @tenant";
        (string, object?)[] values = tenant is null ? [] : [("tenant", tenant)];
        return await records.QueryAsync(
            $"SELECT tenant, {NameOfKey}, created FROM api_key {ofTenant} ORDER BY tenant, created, sha256",
            ReadKey,
            cancellation,
            values
        );
    }

    /// <summary>Revokes a key: the next request with it is refused.</summary>
    /// <returns>False if the tenant has no key of this name.</returns>
    public async Task<bool> RevokeKeyAsync(string tenant, string name, CancellationToken cancellation = default) =>
        await records.ExecuteAsync(
            $"DELETE FROM api_key WHERE tenant = @tenant AND {NameOfKey} = @name",
            cancellation,
            ("tenant", tenant),
            ("name", name)
        ) > 0;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static ApiKey ReadKey(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)));

    private static TenantTerms ReadTerms(DbDataReader row) =>
        new()
        {
            Weight = row.GetDouble(0),
            ConcurrentSlots = row.IsDBNull(1) ? null : row.GetInt32(1),
            QueuedGpuSeconds = row.IsDBNull(2) ? null : row.GetDouble(2),
            StoredBytes = row.IsDBNull(3) ? null : row.GetInt64(3),
            RetainFor = row.IsDBNull(4) ? null : TimeSpan.FromSeconds(row.GetInt64(4)),
        };
}
