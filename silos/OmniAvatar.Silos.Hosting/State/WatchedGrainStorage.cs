using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace OmniAvatar.Silos.Hosting.State;

/// <summary>Grain state in one process's own file. Grains keep trying when state cannot be written, which is right for
/// a database that comes back. A file on this machine does not come back, so the failure is kept for the caller that
/// waits for the job.</summary>
internal sealed class WatchedGrainStorage(IGrainStorage inner, string stateFile) : IGrainStorage, IDisposable
{
    private const int SqliteFull = 13;

    private readonly CancellationTokenSource _lost = new();

    /// <summary>Cancelled once state could not be read or written.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Why, or null.</summary>
    public RenderFailedException? Failure { get; private set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WatchAsync(inner.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WatchAsync(inner.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WatchAsync(inner.ClearStateAsync(stateName, grainId, grainState));

    public void Dispose() => _lost.Dispose();

    private async Task WatchAsync(Task access)
    {
        try
        {
            await access;
        }
        catch (Exception e) when (e is not InconsistentStateException)
        {
            Failure ??= Explain(e);
            await _lost.CancelAsync();
            throw;
        }
    }

    private ResourcesException Explain(Exception cause)
    {
        for (var e = cause; e is not null; e = e.InnerException)
        {
            if (e is SqliteException { SqliteErrorCode: SqliteFull })
                return FileFailure.DiskFull(stateFile, cause);
            if (e is SqliteException)
                return new ResourcesException(
                    $"The state file {stateFile} cannot be used ({e.Message.TrimEnd('.')}).",
                    cause
                );
        }

        return new ResourcesException(
            $"The state file {stateFile} cannot be used ({cause.Message.TrimEnd('.')}).",
            cause
        );
    }
}
