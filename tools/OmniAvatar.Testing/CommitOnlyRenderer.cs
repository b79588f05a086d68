using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>Renders nothing: it writes parts of 1 KB and is done, so that all time left is the cluster's own.</summary>
public sealed class CommitOnlyRenderer : IWorkRenderer
{
    private const int PartBytes = 1024;

    /// <summary>What its jobs ask for.</summary>
    public const string Model = "commit-only";

    public NumericClass NumericClass { get; } = new("device=commit-only");

    public IReadOnlyList<string> Models { get; } = [Model];

    public string? LoadedModel => Model;

    public long MemoryBytes => 0;

    public RenderOutput Render(RenderTask task, IRenderSession session) =>
        PartFiles.Write(task, PartFiles.Seed(task), PartBytes);
}
