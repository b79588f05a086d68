using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Work;
using OmniAvatar.Testing.Plants;
using Orleans.Storage;

namespace OmniAvatar.Tests.Cluster;

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
internal sealed class AwayStore(IArtifactStore inner, Outage outage, Outage? deletions = null) : RelayedStore(inner)
{
    public override Task<ArtifactPart> PutFileAsync(
        string role,
        ArtifactName name,
        string localPath,
        CancellationToken cancellation
    )
    {
        outage.Strike();
        return base.PutFileAsync(role, name, localPath, cancellation);
    }

    public override Task<bool> CreateAsync(
        ArtifactName name,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellation
    )
    {
        outage.Strike();
        return base.CreateAsync(name, content, cancellation);
    }

    public override Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation)
    {
        deletions?.Strike();
        return base.DeleteAsync(prefix, cancellation);
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
