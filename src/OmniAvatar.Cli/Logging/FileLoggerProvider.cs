using Microsoft.Extensions.Logging;

namespace OmniAvatar.Cli.Logging;

/// <summary>Appends log lines to a file: which grain rendered which segment, under which attempt, from which
/// predecessor.</summary>
internal sealed class FileLoggerProvider : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _writer;
    private readonly TimeProvider _time;

    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public FileLoggerProvider(string path, TimeProvider time)
    {
        _time = time;
        try
        {
            _writer = new StreamWriter(
                new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0)
            )
            {
                AutoFlush = true,
            };
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }

    public ILogger CreateLogger(string categoryName) => new FileLogger(this, categoryName);

    public void Dispose()
    {
        try
        {
            lock (_gate)
                _writer.Dispose();
        }
        catch (IOException)
        {
            // As below: what could not be written then cannot be written now.
        }
    }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        try
        {
            lock (_gate)
                _writer.WriteLine(
                    $"{_time.GetUtcNow():O} {level} {category}: "
                        + $"{message}{(exception is null ? "" : Environment.NewLine + exception)}"
                );
        }
        catch (Exception e) when (FileFailure.Is(e) || e is ObjectDisposedException)
        {
            // A failed log line must not fail the render; on a full disk the render itself reports it.
        }
    }

    private sealed class FileLogger(FileLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                provider.Write(logLevel, category, formatter(state, exception), exception);
        }
    }
}
