using System.Data.Common;
using Polly;
using Polly.Retry;

namespace OmniAvatar.Silos.Database;

/// <summary>
/// Statements on the cluster's own records, in PostgreSQL or SQLite: both understand the same few. A connection that broke, or a
/// database that was just away, is tried again shortly, so every statement must be safe to repeat.
/// </summary>
public sealed class RecordStore(DbDataSource database, TimeProvider time)
{
    private readonly ResiliencePipeline _retries = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<DbException>(e => e.IsTransient),
            MaxRetryAttempts = 3,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
        })
        .Build();

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="values">Its parameters by name, <c>@</c> not included; null is NULL.</param>
    /// <exception cref="DbException">The database refuses or stays away.</exception>
    public Task<int> ExecuteAsync(string sql, params (string Name, object? Value)[] values) =>
        RunAsync(sql, values, async command => await command.ExecuteNonQueryAsync());

    /// <summary>Runs a query and reads every row.</summary>
    /// <exception cref="DbException">The database refuses or stays away.</exception>
    public Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] values) =>
        RunAsync(sql, values, async command =>
        {
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) rows.Add(read(reader));
            return rows;
        });

    /// <summary>Runs a query and reads the first row, or default where there is none.</summary>
    /// <exception cref="DbException">The database refuses or stays away.</exception>
    public async Task<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params (string Name, object? Value)[] values) =>
        (await QueryAsync(sql, read, values)).FirstOrDefault();

    private async Task<T> RunAsync<T>(string sql, (string Name, object? Value)[] values, Func<DbCommand, Task<T>> run) =>
        await _retries.ExecuteAsync(async _ =>
        {
            await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in values)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                parameter.Value = value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }
            return await run(command);
        });
}
