using Microsoft.Extensions.Logging;

namespace OmniAvatar.Grains.Rendering.Journals;

/// <summary>
/// A file that only grows, one JSON object a line. Each line is one write to the operating system and nothing is kept
/// back in the process, so a kill -9 loses no line that was written; a power failure may.
/// </summary>
public sealed partial class FileWorkJournal : IWorkJournal, IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly ILogger<FileWorkJournal> _logger;

    /// <summary>Opens or creates the file. One process at a time.</summary>
    /// <exception cref="RenderFailedException">It cannot be written.</exception>
    public FileWorkJournal(string path, ILogger<FileWorkJournal> logger)
    {
        _logger = logger;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            EndLastLine();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }

    /// <inheritdoc/>
    public void Write(JournalEntry entry)
    {
        try
        {
            lock (_lock)
                _file.Write(JournalJson.Line(entry));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // A failed journal write must not fail the work.
            LogNotWritten(e, entry.Event, entry.Tenant, entry.Job, entry.Shot, entry.Segment, entry.Attempt);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>If a machine failed while it wrote a line, half of the line remains; the next entry begins on a new
    /// line.</summary>
    private void EndLastLine()
    {
        if (_file.Length == 0)
            return;
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
            _file.WriteByte((byte)'\n');
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The journal could not record {Event} of {Tenant}/{Job} shot {Shot} segment {Segment} attempt {Attempt}"
    )]
    private partial void LogNotWritten(
        Exception exception,
        JournalEvent @event,
        string tenant,
        string job,
        int shot,
        int segment,
        int attempt
    );
}
