using System.Text;

namespace OmniAvatar.Cli.Output;

/// <summary>
/// Writes to standard output or standard error for as long as it takes what is written. A full disk behind it, or a
/// descriptor that was closed, ends no render: what comes after is dropped, and the command says so at its end.
/// </summary>
/// <param name="inner">The console's own writer.</param>
internal sealed class LastingWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why writing ended; null while it goes on.</summary>
    public Exception? Failure { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        if (Failure is not null)
            return;
        try
        {
            write();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            Failure = e;
        }
    }
}
