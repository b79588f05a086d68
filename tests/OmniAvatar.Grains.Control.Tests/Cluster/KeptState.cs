using System.Collections.Concurrent;
using System.Globalization;
using Newtonsoft.Json;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>
/// Grain state that outlives clusters, as JSON with every type's name, which is how the relational storage keeps it;
/// compare-and-swap as everywhere. Counts what is written.
/// </summary>
internal sealed class KeptState : IGrainStorage
{
    private static readonly JsonSerializerSettings Json = new()
    {
        TypeNameHandling = TypeNameHandling.All,
        Formatting = Formatting.None,
    };

    private readonly ConcurrentDictionary<(GrainId Grain, string Name), (string Json, int Version)> _rows = new();
    private readonly ConcurrentQueue<StateWrite> _writes = new();

    /// <summary>Called before each read with <c>job/row</c>; may throw.</summary>
    public Action<string> OnRead { get; set; } = _ => { };

    /// <summary>Called before each write with <c>job/row</c>; may throw.</summary>
    public Action<string> OnWrite { get; set; } = _ => { };

    /// <summary>Everything that was ever written, in order.</summary>
    public IReadOnlyList<StateWrite> Writes => [.. _writes];

    /// <summary>The rows that there are, as <c>grain/name</c>.</summary>
    public IReadOnlyList<string> Rows =>
        [.. _rows.Keys.Select(key => $"{key.Grain.Key}/{key.Name}").Order(StringComparer.Ordinal)];

    /// <summary>What a state takes when it is written.</summary>
    public static int BytesOf<T>(T state) => Write(state).Length;

    /// <summary>Makes a row look as if another activation had written it.</summary>
    public void Touch(string row)
    {
        foreach (var key in _rows.Keys.Where(key => $"{key.Grain.Key}/{key.Name}" == row))
            _rows[key] = _rows[key] with { Version = _rows[key].Version + 1 };
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        OnRead($"{grainId.Key}/{stateName}");
        var found = _rows.TryGetValue((grainId, stateName), out var row);
        grainState.State = found ? JsonConvert.DeserializeObject<T>(row.Json, Json)! : Activator.CreateInstance<T>();
        grainState.ETag = found ? Tag(row.Version) : null;
        grainState.RecordExists = found;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        OnWrite($"{grainId.Key}/{stateName}");
        var json = Write(grainState.State);
        var row = _rows.AddOrUpdate(
            (grainId, stateName),
            _ => (json, 1),
            (_, before) =>
                grainState.ETag == Tag(before.Version)
                    ? (json, before.Version + 1)
                    : throw new InconsistentStateException($"{stateName} was written by another.")
        );
        grainState.ETag = Tag(row.Version);
        grainState.RecordExists = true;
        _writes.Enqueue(new StateWrite(grainId, stateName, grainState.State!, json.Length));
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _rows.TryRemove((grainId, stateName), out _);
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static string Write<T>(T state) => JsonConvert.SerializeObject(state, Json);

    private static string Tag(int version) => version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One write of one row.</summary>
internal sealed record StateWrite(GrainId Grain, string Name, object State, int Bytes);
