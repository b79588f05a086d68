using System.Data.Common;
using OmniAvatar.Resilience;
using Polly;

namespace OmniAvatar.Silos.Records.Database;

/// <summary>Statements on the cluster's own records, in PostgreSQL or SQLite: both understand the same small set. A
/// statement is tried again shortly after a connection broke or a database did not answer, so every statement must be
/// safe to repeat.</summary>
public sealed class RecordStore(DbDataSource database, TimeProvider time)
{
    private static readonly Backoff Backoff = new(TimeSpan.FromMilliseconds(100)) { Retries = 3 };

    private readonly ResiliencePipeline _retries = RetryPipelines.Create(
        time,
        Backoff,
        failure => failure is DbException { IsTransient: true }
    );

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="values">Its parameters by name, <c>@</c> not included; null is NULL.</param>
    /// <exception cref="DbException">The database refuses or does not answer.</exception>
    public Task<int> ExecuteAsync(
        string sql,
        CancellationToken cancellation,
        params (string Name, object? Value)[] values
    ) => RunAsync(sql, values, (command, token) => command.ExecuteNonQueryAsync(token), cancellation);

    /// <summary>Runs a query and reads every row.</summary>
    /// <exception cref="DbException">The database refuses or does not answer.</exception>
    public Task<List<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken cancellation,
        params (string Name, object? Value)[] values
    ) =>
        RunAsync(
            sql,
            values,
            async (command, token) =>
            {
                var rows = new List<T>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    rows.Add(read(reader));
                return rows;
            },
            cancellation
        );

    /// <summary>Runs a query and reads the first row, or default where there is none.</summary>
    /// <exception cref="DbException">The database refuses or does not answer.</exception>
    public async Task<T?> FirstAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken cancellation,
        params (string Name, object? Value)[] values
    ) => (await QueryAsync(sql, read, cancellation, values)).FirstOrDefault();

    private async Task<T> RunAsync<T>(
        string sql,
        (string Name, object? Value)[] values,
        Func<DbCommand, CancellationToken, Task<T>> run,
        CancellationToken cancellation
    ) =>
        await _retries.ExecuteAsync(
            async token =>
            {
                await using var connection = await database.OpenConnectionAsync(token);
                await using var command = connection.CreateCommand();
                command.CommandText = sql;
                foreach (var (name, value) in values)
                {
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = name;
                    parameter.Value = value ?? DBNull.Value;
                    command.Parameters.Add(parameter);
                }
                return await run(command, token);
            },
            cancellation
        );
}
