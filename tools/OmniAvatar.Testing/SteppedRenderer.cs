using System.Security.Cryptography;
using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>
/// A renderer without a model that goes through the phases of the real one: it loads, takes the request's steps, each a
/// hash of the one before, and can go on from a checkpoint at any of them. The same request gives the same parts,
/// interrupted or not.
/// </summary>
public sealed class SteppedRenderer(SteppedRendererOptions options) : IWorkRenderer
{
    public NumericClass NumericClass => options.NumericClass;

    public IReadOnlyList<string> Models => options.Models;

    public string? LoadedModel { get; private set; }

    public long MemoryBytes => options.MemoryBytes;

    public RenderOutput Render(RenderTask task, IRenderSession session)
    {
        Load(task.Request.ModelManifest, session);
        session.Report(new RenderProgress(RenderPhase.Condition, 0, 0));
        var seed = PartFiles.Seed(task);
        if (task.Work.IsConditioning)
            return PartFiles.Write(task, seed, options.PartBytes);

        var state = Denoise(task, seed, session);
        session.Report(new RenderProgress(RenderPhase.Decode, 0, 0));
        var output = PartFiles.Write(task, state, options.PartBytes);
        session.Report(new RenderProgress(RenderPhase.Encode, 0, 0));
        return output;
    }

    private void Load(string model, IRenderSession session)
    {
        if (LoadedModel == model)
            return;
        if (!options.Models.Contains(model))
            throw new RenderFailedException($"This renderer has no model '{model}'.");
        session.Report(new RenderProgress(RenderPhase.Load, 0, 0));
        Pass(options.LoadTime, session.Stopping);
        LoadedModel = model;
    }

    private byte[] Denoise(RenderTask task, byte[] seed, IRenderSession session)
    {
        var label = new SteppedLabel(
            NumericClass.Text,
            task.Work.ToString(),
            Convert.ToHexStringLower(seed),
            task.Request.Steps
        );
        var begin =
            session.Resume(path => SteppedCheckpoint.Read(path, label)) ?? new SteppedCheckpoint(label, 0, seed);
        var (step, state) = (begin.Step, begin.State);
        session.Report(new RenderProgress(RenderPhase.Denoise, step, task.Request.Steps));
        while (step < task.Request.Steps)
        {
            options.BeforeStep(task.Work, step, session.Stopping);
            Pass(options.StepTime, session.Stopping);
            state = SHA256.HashData([.. state, .. BitConverter.GetBytes(step)]);
            session.Report(new RenderProgress(RenderPhase.Denoise, ++step, task.Request.Steps));
            if (session.IsCheckpointDue)
                session.Keep(new SteppedCheckpoint(label, step, state));
        }
        session.Stopping.ThrowIfCancellationRequested();
        return state;
    }

    private static void Pass(TimeSpan time, CancellationToken stopping)
    {
        if (time > TimeSpan.Zero)
            stopping.WaitHandle.WaitOne(time);
        stopping.ThrowIfCancellationRequested();
    }
}
