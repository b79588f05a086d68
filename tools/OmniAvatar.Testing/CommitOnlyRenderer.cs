using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>Renders nothing: it only writes parts of 1 KB, so the measured time is the cluster's own.</summary>
public sealed class CommitOnlyRenderer : IWorkRenderer
{
    private const int PartBytes = 1024;

    /// <summary>The model of its jobs.</summary>
    public const string Model = "commit-only";

    public NumericClass NumericClass { get; } = new("device=commit-only");

    public IReadOnlyList<string> Models { get; } = [Model];

    public string? LoadedModel => Model;

    public long MemoryBytes => 0;

    public RenderOutput Render(RenderTask task, IRenderSession session) =>
        PartFiles.Write(task, PartFiles.Seed(task), PartBytes);
}
