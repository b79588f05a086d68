using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Work;
using Orleans.Storage;

namespace OmniAvatar.Grains.Tests.Cluster;

/// <summary>Something that is away: the next calls fail, as many as a test says.</summary>
internal sealed class Outage
{
    private int _left;

    /// <summary>Calls that failed.</summary>
    public int Failed { get; private set; }

    /// <summary>Lets this many of the next calls fail.</summary>
    public void Begin(int calls) => Volatile.Write(ref _left, calls);

    public void Strike()
    {
        if (Interlocked.Decrement(ref _left) < 0)
            return;
        Failed++;
        throw new IOException("It is away.");
    }
}

/// <summary>Grain state in a database that is away now and then.</summary>
internal sealed class AwayStorage(IGrainStorage inner, Outage outage) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        outage.Strike();
        return inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);
}

/// <summary>An artifact store into which now and then nothing can be put or committed, or from which nothing can be
/// deleted.</summary>
internal sealed class AwayStore(IArtifactStore inner, Outage outage, Outage? deletions = null) : IArtifactStore
{
    public Task<ArtifactPart> PutFileAsync(
        string role,
        ArtifactName name,
        string localPath,
        CancellationToken cancellation
    )
    {
        outage.Strike();
        return inner.PutFileAsync(role, name, localPath, cancellation);
    }

    public Task<bool> CreateAsync(ArtifactName name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        outage.Strike();
        return inner.CreateAsync(name, content, cancellation);
    }

    public Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
        inner.ReadAsync(name, cancellation);

    public Task<string> FetchAsync(ArtifactName name, CancellationToken cancellation) =>
        inner.FetchAsync(name, cancellation);

    public IAsyncEnumerable<ArtifactName> ListAsync(ArtifactName prefix, CancellationToken cancellation) =>
        inner.ListAsync(prefix, cancellation);

    public IAsyncEnumerable<ArtifactName> ListLevelAsync(ArtifactName? prefix, CancellationToken cancellation) =>
        inner.ListLevelAsync(prefix, cancellation);

    public Task<long> MeasureAsync(ArtifactName prefix, CancellationToken cancellation) =>
        inner.MeasureAsync(prefix, cancellation);

    public Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation)
    {
        deletions?.Strike();
        return inner.DeleteAsync(prefix, cancellation);
    }
}

/// <summary>Attempts that begin, but whose answer to that does not arrive.</summary>
internal sealed class LostReplies(Outage outage) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.ImplementationMethod?.DeclaringType is { } grain && grain.IsAssignableTo(typeof(IWorkGrain)))
            outage.Strike();
    }
}
