using System.Text;
using OmniAvatar.Audit.Evidence;
using OmniAvatar.Audit.Reading;
using OmniAvatar.Chaos.Cluster;

namespace OmniAvatar.Chaos.Runs;

/// <summary>An attempt that has begun and not ended, by its journal.</summary>
/// <param name="Journal">The journal file.</param>
/// <param name="Work">What is being done.</param>
/// <param name="Attempt">Its number.</param>
/// <param name="Step">The last step done.</param>
public sealed record OpenAttempt(string Journal, WorkKey Work, int Attempt, int Step);

/// <summary>Follows the journals of a cluster as they grow.</summary>
public sealed class JournalWatch(ChaosCluster cluster)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, long> _offsets = [];
    private readonly Dictionary<(string Journal, WorkKey Work, int Attempt), OpenAttempt> _open = [];
    private readonly Dictionary<WorkKey, int> _newest = [];
    private readonly HashSet<WorkKey> _done = [];

    /// <summary>Results according to the journals of the attempts that made them.</summary>
    public int Won => _done.Count;

    /// <summary>What a member's newest process is doing.</summary>
    public OpenAttempt? DoneBy(Member member) =>
        _open.Values.FirstOrDefault(attempt => attempt.Journal == member.Journals[^1]);

    /// <summary>Whether some work has a result.</summary>
    public bool IsDone(WorkKey work) => _done.Contains(work);

    /// <summary>Whether any attempt at some work has not reported its end.</summary>
    public bool IsOpenAt(WorkKey work) => _open.Keys.Any(attempt => attempt.Work == work);

    /// <summary>Whether any attempt at some work has begun.</summary>
    public bool HasBegun(WorkKey work) => _newest.ContainsKey(work);

    /// <summary>Whether an attempt after this one has begun.</summary>
    public bool IsOvertaken(OpenAttempt attempt) => _newest.GetValueOrDefault(attempt.Work) > attempt.Attempt;

    /// <summary>Reads the journals until something holds; returns false if it does not hold in time.</summary>
    public Task<bool> WaitAsync(Func<bool> holds, TimeSpan patience) =>
        WaitAsync(() => Task.FromResult(holds()), patience);

    /// <summary>Reads the journals until something holds; returns false if it does not hold in time.</summary>
    public async Task<bool> WaitAsync(Func<Task<bool>> holds, TimeSpan patience)
    {
        using var end = new CancellationTokenSource(patience);
        while (true)
        {
            Read();
            if (await holds())
                return true;
            if (end.IsCancellationRequested)
                return false;
            await Task.Delay(Between);
        }
    }

    /// <summary>Reads what has been added.</summary>
    public void Read()
    {
        foreach (var journal in cluster.Journals)
        {
            foreach (var line in NewLines(journal))
                if (JournalLine.Parse(line) is { } entry)
                    Note(journal, entry);
        }
    }

    private void Note(string journal, JournalLine line)
    {
        var key = (journal, line.Work, line.Attempt);
        _newest[line.Work] = Math.Max(_newest.GetValueOrDefault(line.Work), line.Attempt);
        if (line is { Event: "Committed", Won: true })
            _done.Add(line.Work);
        if (line.Event is "Committed" or "GaveBack" or "Failed")
            _open.Remove(key);
        else if (line.Event == "Began")
            _open[key] = new OpenAttempt(journal, line.Work, line.Attempt, Step: 0);
        // A checkpoint may still be written when its attempt has ended.
        else if (line.Event == "Step" && _open.TryGetValue(key, out var open))
            _open[key] = open with { Step = line.Step ?? 0 };
    }

    /// <summary>The whole lines since the last time.</summary>
    private string[] NewLines(string journal)
    {
        if (!File.Exists(journal))
            return [];
        using var file = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(_offsets.GetValueOrDefault(journal), SeekOrigin.Begin);
        var added = new byte[file.Length - file.Position];
        file.ReadExactly(added);
        var whole = added.AsSpan().LastIndexOf((byte)'\n') + 1;
        _offsets[journal] = _offsets.GetValueOrDefault(journal) + whole;
        return Encoding.UTF8.GetString(added, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
