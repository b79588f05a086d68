using System.Collections.Concurrent;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Testing;

namespace OmniAvatar.Tests.Cluster;

/// <summary>
/// A renderer whose parts are sentences: a segment's prefix tells which prefix it continued, so a chain can be read
/// back. What happens before a part is written is scripted by the test.
/// </summary>
internal sealed class ScriptedRenderer : IWorkRenderer
{
    private readonly ConcurrentQueue<WorkId> _rendered = new();

    /// <summary>Runs on the slot's thread at the start of each unit of work.</summary>
    public Action<RenderTask, Action<RenderProgress>, CancellationToken> Before { get; set; } = (_, _, _) => { };

    /// <summary>Every unit of work begun, in order.</summary>
    public IReadOnlyList<WorkId> Rendered => [.. _rendered];

    public NumericClass NumericClass { get; init; } = new("device=script");

    public IReadOnlyList<string> Models => ["model"];

    public string? LoadedModel => "model";

    public long MemoryBytes => 0;

    public RenderOutput Render(RenderTask task, IRenderSession session)
    {
        _rendered.Enqueue(task.Work);
        Before(task, session.Report, session.Stopping);
        if (task.Work.IsConditioning)
            return new RenderOutput(Write(task, (PartRoles.Prompt, "prompt")), 0, null);

        File.ReadAllText(task.Conditioning[PartRoles.Prompt]).ShouldBe("prompt");
        var before = task.Predecessor.TryGetValue(PartRoles.Prefix, out var path) ? File.ReadAllText(path) : "picture";
        var here = $"{task.Work.Shot}.{task.Work.Segment}";
        return new RenderOutput(
            Write(task, (PartRoles.Fragment, $"[{here}]"), (PartRoles.Prefix, $"{before}>{here}")),
            5,
            "frames"
        );
    }

    private static Dictionary<string, string> Write(RenderTask task, params (string Role, string Text)[] parts)
    {
        var paths = new Dictionary<string, string>();
        foreach (var (role, text) in parts)
        {
            paths[role] = Path.Combine(task.OutputFolder, $"{role}.txt");
            File.WriteAllText(paths[role], text);
        }
        return paths;
    }
}

/// <summary>Joins sentences.</summary>
internal sealed class SentenceAssembler : PlainAssembler
{
    public override async Task AssembleAsync(AssemblyTask task, CancellationToken cancellation) =>
        await File.WriteAllTextAsync(
            task.OutputPath,
            string.Concat(task.FragmentPaths.Select(File.ReadAllText)) + File.ReadAllText(task.SoundPath),
            cancellation
        );
}
