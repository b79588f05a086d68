using System.Text.RegularExpressions;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Testing.Plants;

/// <summary>The fault of ignoring the attempt number: every attempt writes where the first one does.</summary>
public sealed partial class AttemptIgnoringStore(IArtifactStore inner) : RelayedStore(inner)
{
    public override Task<ArtifactPart> PutFileAsync(
        string role,
        ArtifactName name,
        string localPath,
        CancellationToken cancellation
    ) =>
        base.PutFileAsync(
            role,
            ArtifactName.Parse(AttemptLevel().Replace(name.Value, "/a1/")),
            localPath,
            cancellation
        );

    [GeneratedRegex("/a[0-9]+/")]
    private static partial Regex AttemptLevel();
}
