namespace OmniAvatar.Grains.Rendering.Journals;

/// <summary>What a renderer process did, line by line: evidence that is independent of the grains' own state.</summary>
public interface IWorkJournal
{
    /// <summary>Adds a line. Once this returns, killing the process loses nothing of it.</summary>
    void Write(JournalEntry entry);
}

/// <summary>A journal that writes nothing.</summary>
internal sealed class NullWorkJournal : IWorkJournal
{
    public void Write(JournalEntry entry) { }
}
