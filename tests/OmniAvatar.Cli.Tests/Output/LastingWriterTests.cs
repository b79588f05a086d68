using OmniAvatar.Cli.Output;

namespace OmniAvatar.Cli.Tests.Output;

public sealed class LastingWriterTests
{
    [Fact]
    public void Write_StreamThatFails_IsRememberedAndNothingMoreIsTried()
    {
        var full = new FullStream(room: 4);
        using var writer = new LastingWriter(new StreamWriter(full) { AutoFlush = true });

        writer.Write("one");
        writer.Failure.ShouldBeNull();
        writer.WriteLine("two");
        writer.Write('x');
        writer.Flush();

        writer.Failure.ShouldBeOfType<IOException>().Message.ShouldBe("No space left on device");
        full.Refused.ShouldBe(1);
    }

    [Fact]
    public void Write_EveryForm_ArrivesOnce()
    {
        var text = new StringWriter();
        using var writer = new LastingWriter(text);

        writer.Write('a');
        writer.Write("b");
        writer.Write("c".AsSpan());
        writer.Write(['d', 'e'], 1, 1);
        writer.Write(7);
        writer.WriteLine("f");

        text.ToString().ShouldBe("abce7f" + Environment.NewLine);
    }

    private sealed class FullStream(int room) : MemoryStream
    {
        public int Refused { get; private set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > room)
            {
                Refused++;
                throw new IOException("No space left on device");
            }
            base.Write(buffer, offset, count);
        }

        // The base class would come back here from a derived one.
        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);
    }
}
