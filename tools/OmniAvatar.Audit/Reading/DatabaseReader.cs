using System.Data.Common;
using Npgsql;
using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Reading;

/// <summary>Reads the tables of the index and of the ledger.</summary>
internal sealed class DatabaseReader(string connectionString)
{
    /// <summary>Every job as <c>tenant/job</c>, with its state.</summary>
    public Task<List<(string Id, string State)>> JobsAsync() =>
        QueryAsync(
            "SELECT tenant, job, state FROM job_index ORDER BY tenant, job",
            row => ($"{row.GetString(0)}/{row.GetString(1)}", row.GetString(2))
        );

    public Task<List<LedgerRow>> LedgerAsync() =>
        QueryAsync(
            "SELECT tenant, job, shot, segment, attempt, gpu_ms, outcome FROM ledger ORDER BY tenant, job, "
                + "shot, segment, attempt",
            row => new LedgerRow(
                new WorkKey($"{row.GetString(0)}/{row.GetString(1)}", row.GetInt32(2), row.GetInt32(3)),
                row.GetInt32(4),
                row.GetInt64(5),
                (LedgerOutcome)row.GetInt32(6)
            )
        );

    private async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        // After a server was away, a pool's connections are dead.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}
