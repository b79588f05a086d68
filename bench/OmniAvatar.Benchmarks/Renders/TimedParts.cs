using OmniAvatar.Finishing;
using OmniAvatar.Rendering;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>The renderer as it is, its phases told to a clock.</summary>
internal sealed class TimedRenderer(IWorkRenderer renderer, StageClock clock) : IWorkRenderer
{
    /// <summary>Everything between two calls: storing parts, committing them, state, leases, and offering the next
    /// work.</summary>
    public const string Between = "commit, grains";

    public NumericClass NumericClass => renderer.NumericClass;

    public IReadOnlyList<string> Models => renderer.Models;

    public string? LoadedModel => renderer.LoadedModel;

    public long MemoryBytes => renderer.MemoryBytes;

    public RenderOutput Render(RenderTask task, IRenderSession session)
    {
        try
        {
            return renderer.Render(
                task,
                new ClockedSession(session, phase => clock.Enter(NameOf(phase, task.Work.IsConditioning)))
            );
        }
        finally
        {
            clock.Enter(Between);
        }
    }

    private static string NameOf(RenderPhase phase, bool isConditioning) =>
        phase switch
        {
            RenderPhase.Load => "load weights",
            RenderPhase.Condition => isConditioning ? "text, picture, sound statistics" : "hear",
            RenderPhase.Denoise => "denoise",
            RenderPhase.Decode => "decode",
            RenderPhase.Encode => "encode the next prefix",
            _ => Between,
        };

    private sealed class ClockedSession(IRenderSession session, Action<RenderPhase> entered) : IRenderSession
    {
        public CancellationToken Stopping => session.Stopping;

        public bool IsCheckpointDue => session.IsCheckpointDue;

        public void Report(RenderProgress progress)
        {
            entered(progress.Phase);
            session.Report(progress);
        }

        public T? Resume<T>(Func<string, T> open)
            where T : class => session.Resume(open);

        public void Keep(IRenderCheckpoint checkpoint) => session.Keep(checkpoint);
    }
}

/// <summary>The encoder, with its time measured apart from its caller's.</summary>
internal sealed class TimedFragments(IFragmentEncoder encoder, StageClock clock) : IFragmentEncoder
{
    private const string Stage = "encode fragment";

    public IFragmentWriter Begin(string path, int width, int height, int framesPerSecond, DrawnText? drawn = null)
    {
        var caller = clock.Enter(Stage);
        var writer = new Writer(encoder.Begin(path, width, height, framesPerSecond, drawn), clock);
        clock.Enter(caller);
        return writer;
    }

    private sealed class Writer(IFragmentWriter writer, StageClock clock) : IFragmentWriter
    {
        public void Write(ReadOnlySpan<byte> rgb24)
        {
            var caller = clock.Enter(Stage);
            writer.Write(rgb24);
            clock.Enter(caller);
        }

        public void Finish()
        {
            var caller = clock.Enter(Stage);
            writer.Finish();
            clock.Enter(caller);
        }

        public void Dispose() => writer.Dispose();
    }
}
