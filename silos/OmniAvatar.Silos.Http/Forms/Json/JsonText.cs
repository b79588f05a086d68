using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;

namespace OmniAvatar.Silos.Http.Forms.Json;

/// <summary>The inside of a JSON text, from behind its opening quote up to and with its closing one, its escapes
/// undone. Escaped characters that are not ASCII become bytes that base64 does not have, because only base64 is read
/// this way.</summary>
internal sealed class JsonText(PipeReader body) : ReadOnlyStream
{
    private const byte NoCharacter = 0xFF;
    private const int LongestEscape = 6; // \u0041

    /// <summary>The quote, the backslash and the control characters.</summary>
    private static readonly SearchValues<byte> Special = SearchValues.Create([
        0x22,
        0x5C,
        .. Enumerable.Range(0, 0x20).Select(c => (byte)c),
    ]);

    private bool _ended;

    /// <exception cref="JsonException">It is not a JSON text, or ends too early.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended && buffer.Length > 0)
        {
            var read = await body.ReadAsync(cancellationToken);
            var (consumed, written) = Copy(read.Buffer, buffer.Span);
            // The buffer holds only the beginning of an escape, or nothing: more must be read.
            var more = consumed == 0;
            if (more && read.IsCompleted)
                throw new JsonException("A text has no end.");
            body.AdvanceTo(
                read.Buffer.GetPosition(consumed),
                more ? read.Buffer.End : read.Buffer.GetPosition(consumed)
            );
            if (written > 0)
                return written;
        }
        return 0;
    }

    /// <summary>Copies a run of plain characters or one escape, or consumes the closing quote.</summary>
    private (long Consumed, int Written) Copy(ReadOnlySequence<byte> text, Span<byte> buffer)
    {
        var here = text.FirstSpan;
        if (here.IsEmpty)
            return (0, 0);
        var plain = here.IndexOfAny(Special) is >= 0 and var special ? special : here.Length;
        if (plain > 0)
        {
            var count = Math.Min(plain, buffer.Length);
            here[..count].CopyTo(buffer);
            return (count, count);
        }
        if (here[0] == '"')
        {
            _ended = true;
            return (1, 0);
        }
        if (here[0] != '\\')
            throw new JsonException("A text holds a control character.");
        var (length, character) = Escape(text);
        if (length > 0)
            buffer[0] = character;
        return (length, length > 0 ? 1 : 0);
    }

    /// <summary>The length of the escape at the beginning of a text, or 0 while it is incomplete, and its
    /// character.</summary>
    private static (int Length, byte Character) Escape(ReadOnlySequence<byte> text)
    {
        Span<byte> escape = stackalloc byte[LongestEscape];
        var count = (int)Math.Min(text.Length, LongestEscape);
        text.Slice(0, count).CopyTo(escape);
        if (count < 2)
            return (0, 0);
        return escape[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => (2, escape[1]),
            (byte)'b' => (2, (byte)'\b'),
            (byte)'f' => (2, (byte)'\f'),
            (byte)'n' => (2, (byte)'\n'),
            (byte)'r' => (2, (byte)'\r'),
            (byte)'t' => (2, (byte)'\t'),
            (byte)'u' when count < LongestEscape => (0, 0),
            (byte)'u' => (LongestEscape, OfCode(escape[2..])),
            _ => throw new JsonException("A text holds an escape that JSON does not have."),
        };
    }

    private static byte OfCode(ReadOnlySpan<byte> digits)
    {
        if (!ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            throw new JsonException("A text holds an escape that JSON does not have.");
        return code < 0x80 ? (byte)code : NoCharacter;
    }
}
