using Npgsql;

namespace OmniAvatar.Benchmarks.Cluster;

/// <summary>Bytes that PostgreSQL writes to its log, and transactions, beside how many results there are; sampled over
/// a run.</summary>
internal sealed class WriteMeter : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly Func<int> _results;
    private readonly List<Sample> _samples = [];

    private WriteMeter(NpgsqlConnection connection, Func<int> results) =>
        (_connection, _results) = (connection, results);

    /// <summary>Bytes for each result, of every stretch between two samples in which there were results.</summary>
    public IEnumerable<double> BytesPerResult =>
        _samples
            .Zip(_samples.Skip(1))
            .Where(pair => pair.Second.Results > pair.First.Results)
            .Select(pair =>
                (double)(pair.Second.Bytes - pair.First.Bytes) / (pair.Second.Results - pair.First.Results)
            );

    /// <summary>Transactions for each result over all.</summary>
    public double TransactionsPerResult =>
        (double)(_samples[^1].Transactions - _samples[0].Transactions) / (_samples[^1].Results - _samples[0].Results);

    /// <param name="connectionString">The database.</param>
    /// <param name="results">How many results there are now.</param>
    public static async Task<WriteMeter> StartAsync(string connectionString, Func<int> results)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var meter = new WriteMeter(connection, results);
        // Whole pages in the log, after each checkpoint, tell of checkpoints and not of work.
        await meter.ExecuteAsync("ALTER SYSTEM SET full_page_writes = off");
        await meter.ExecuteAsync("SELECT pg_reload_conf()");
        await meter.SampleAsync();
        return meter;
    }

    public async Task SampleAsync()
    {
        await using var command = new NpgsqlCommand(
            "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint, (SELECT xact_commit FROM "
                + "pg_stat_database WHERE datname = current_database())",
            _connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        _samples.Add(new Sample(reader.GetInt64(0), reader.GetInt64(1), _results()));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Sample(long Bytes, long Transactions, int Results);
}
