using OmniAvatar.Artifacts;
using OmniAvatar.Testing.Plants;

namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>A store of which a test can make any listing fail, as a mistake in the program would.</summary>
internal sealed class FaultyStore(IArtifactStore inner) : RelayedStore(inner)
{
    /// <summary>Called before each listing; may throw.</summary>
    public Action<ArtifactName> OnList { get; set; } = _ => { };

    public override IAsyncEnumerable<ArtifactName> ListAsync(ArtifactName prefix, CancellationToken cancellation)
    {
        OnList(prefix);
        return base.ListAsync(prefix, cancellation);
    }
}
