using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>
/// One separately stored part of a grain's state. Writes are compare-and-swap on the version that was read; one write
/// covers all changes that came while the last was under way.
/// </summary>
/// <typeparam name="T">An immutable record, replaced as a whole.</typeparam>
internal sealed class DurableRow<T>(IGrainStorage storage, string name, GrainId grain)
    where T : class, new()
{
    private readonly GrainState<T> _stored = new(new T());
    private Task _current = Task.CompletedTask;
    private Task? _next;
    private bool _isCondemned;

    /// <summary>The current value; durable once <see cref="SaveAsync"/> is over.</summary>
    public T Value { get; set; } = new();

    public async Task LoadAsync()
    {
        await storage.ReadStateAsync(name, grain, _stored);
        Value = _stored.State ?? new T();
    }

    /// <summary>Prevents further saves: the row was read again elsewhere.</summary>
    public void Condemn() => _isCondemned = true;

    /// <summary>Returns when everything that is in <see cref="Value"/> now is durable.</summary>
    public Task SaveAsync()
    {
        if (_next is null)
        {
            _next = WriteAfterAsync(_current);
            _current = _next;
        }
        return _current;
    }

    /// <summary>Forgets the row, here and in the storage.</summary>
    public async Task ClearAsync()
    {
        Value = new T();
        await _current.ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing
        );
        if (_isCondemned)
            throw new InconsistentStateException($"The row {name} was read again, so this copy of it cannot be saved.");
        if (_stored.RecordExists)
            await storage.ClearStateAsync(name, grain, _stored);
    }

    private async Task WriteAfterAsync(Task previous)
    {
        await previous.ConfigureAwait(
            ConfigureAwaitOptions.ContinueOnCapturedContext
                | ConfigureAwaitOptions.SuppressThrowing
                | ConfigureAwaitOptions.ForceYielding
        );
        _next = null;
        if (_isCondemned)
            throw new InconsistentStateException($"The row {name} was read again, so this copy of it cannot be saved.");
        _stored.State = Value;
        await storage.WriteStateAsync(name, grain, _stored);
    }
}
