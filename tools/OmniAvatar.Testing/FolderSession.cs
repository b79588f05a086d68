using System.Globalization;
using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>A unit of work outside any cluster: its checkpoints lie in a folder, and it can be ended after any step as
/// if its process were killed.</summary>
public sealed class FolderSession(string folder) : IRenderSession, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<RenderProgress> _reports = [];

    /// <summary>The steps after which a checkpoint is kept. Default all.</summary>
    public Func<int, bool> KeepsAfter { get; init; } = _ => true;

    /// <summary>Once the checkpoint of this step is kept, the work is ended; null for never.</summary>
    public int? EndsAfter { get; init; }

    public CancellationToken Stopping => _stop.Token;

    public bool IsCheckpointDue => KeepsAfter(_reports[^1].Step);

    /// <summary>All that was reported, in order.</summary>
    public IReadOnlyList<RenderProgress> Reports => _reports;

    /// <summary>Steps done before the first that this session saw; 0 for work begun anew.</summary>
    public int ResumedFrom => _reports.Where(r => r.Phase == RenderPhase.Denoise).Select(r => r.Step).FirstOrDefault();

    /// <summary>Why checkpoints were skipped.</summary>
    public List<string> PassedOver { get; } = [];

    /// <summary>Where the checkpoint of a step lies.</summary>
    public string PathOf(int step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{step:0000}"));

    public void Report(RenderProgress progress) => _reports.Add(progress);

    public T? Resume<T>(Func<string, T> open)
        where T : class
    {
        foreach (var path in Directory.EnumerateFiles(folder).OrderDescending(StringComparer.Ordinal))
        {
            try
            {
                return open(path);
            }
            catch (BadInputException e)
            {
                PassedOver.Add(e.Message);
            }
        }
        return null;
    }

    public void Keep(IRenderCheckpoint checkpoint)
    {
        using (checkpoint)
            checkpoint.WriteTo(PathOf(checkpoint.Step));
        if (checkpoint.Step == EndsAfter)
            _stop.Cancel();
    }

    public void Dispose() => _stop.Dispose();
}
