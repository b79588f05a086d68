using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>The tenants as tables. Of their keys only the SHA-256 is stored.</summary>
public sealed class RecordedTenantDirectory(RecordStore records, TimeProvider time) : ITenantDirectory
{
    private const string KeyPrefix = "oa-";
    private const int KeyBytes = 32;

    /// <inheritdoc/>
    public Task<TenantTerms?> FindAsync(string tenant) => records.FirstAsync(
        "SELECT weight, slots, queued_gpu_seconds, stored_bytes FROM tenant WHERE name = @name", ReadTerms, ("name", tenant));

    /// <inheritdoc/>
    public Task<string?> FindByKeyAsync(string keySha256) =>
        records.FirstAsync("SELECT tenant FROM api_key WHERE sha256 = @sha256", row => row.GetString(0), ("sha256", keySha256));

    /// <summary>Creates a tenant with these terms, or gives an existing one these terms.</summary>
    public Task SetAsync(string tenant, TenantTerms terms) => records.ExecuteAsync(
        """
        INSERT INTO tenant (name, weight, slots, queued_gpu_seconds, stored_bytes, created) VALUES (@name, @weight, @slots, @gpu_seconds, @bytes, @created)
        ON CONFLICT (name) DO UPDATE SET weight = excluded.weight, slots = excluded.slots,
            queued_gpu_seconds = excluded.queued_gpu_seconds, stored_bytes = excluded.stored_bytes
        """,
        ("name", tenant), ("weight", terms.Weight), ("slots", terms.ConcurrentSlots), ("gpu_seconds", terms.QueuedGpuSeconds),
        ("bytes", terms.StoredBytes), ("created", Now));

    /// <summary>Makes a new key of a tenant that there is. Nobody can read it again afterwards.</summary>
    public async Task<string> AddKeyAsync(string tenant)
    {
        var key = KeyPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
        await records.ExecuteAsync(
            "INSERT INTO api_key (sha256, tenant, created) VALUES (@sha256, @tenant, @created) ON CONFLICT (sha256) DO NOTHING",
            ("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))), ("tenant", tenant), ("created", Now));
        return key;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static TenantTerms ReadTerms(DbDataReader row) => new()
    {
        Weight = row.GetDouble(0),
        ConcurrentSlots = row.IsDBNull(1) ? null : row.GetInt32(1),
        QueuedGpuSeconds = row.IsDBNull(2) ? null : row.GetDouble(2),
        StoredBytes = row.IsDBNull(3) ? null : row.GetInt64(3),
    };
}
