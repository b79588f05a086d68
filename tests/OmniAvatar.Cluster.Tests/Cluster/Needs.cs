using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Cluster;

/// <summary>A test on real servers; without them it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ServersFactAttribute : FactAttribute
{
    /// <param name="blobs">Whether it needs the blob store's emulator too.</param>
    public ServersFactAttribute(bool blobs = false) =>
        Skip = PostgresServer.Missing ?? (blobs ? AzuriteServer.Missing : null) ?? SearchPath.MissingFfmpeg;
}
