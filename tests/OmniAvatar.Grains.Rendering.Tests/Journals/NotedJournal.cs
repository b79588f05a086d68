using OmniAvatar.Grains.Rendering.Journals;

namespace OmniAvatar.Grains.Rendering.Tests.Journals;

/// <summary>A journal that a test can read and wait for.</summary>
internal sealed class NotedJournal : IWorkJournal
{
    private readonly Lock _lock = new();
    private readonly List<JournalEntry> _entries = [];
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What slots did to segments so far.</summary>
    public IReadOnlyList<JournalEntry> Segments
    {
        get
        {
            lock (_lock)
                return [.. _entries.Where(entry => entry.Segment >= 0)];
        }
    }

    public void Write(JournalEntry entry)
    {
        lock (_lock)
        {
            _entries.Add(entry);
            _written.TrySetResult();
            _written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The first entry about a segment of which this holds.</summary>
    public async Task<JournalEntry> WaitForAsync(Func<JournalEntry, bool> expected)
    {
        while (true)
        {
            Task written;
            lock (_lock)
            {
                if (Segments.FirstOrDefault(expected) is { } entry)
                    return entry;
                written = _written.Task;
            }
            await written.WaitAsync(TimeSpan.FromMinutes(2));
        }
    }

    /// <summary>The numbers of the steps that an attempt has done.</summary>
    public IEnumerable<int> StepsOf(int attempt) =>
        Segments
            .Where(entry => entry.Attempt == attempt && entry.Event == JournalEvent.Step)
            .Select(entry => entry.Step!.Value);
}
