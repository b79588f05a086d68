using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace OmniAvatar.Silos.Http.Forms.Json;

/// <summary>One piece of a JSON document.</summary>
/// <param name="Type">Which piece.</param>
/// <param name="Text">The text of a name, a string or a number as it stands; null for a string that is long.</param>
internal readonly record struct JsonToken(JsonTokenType Type, string? Text)
{
    /// <summary>Whether the text must be read by <see cref="JsonTokens.OpenText"/>.</summary>
    public bool IsLong => Type == JsonTokenType.String && Text is null;
}

/// <summary>Reads JSON piece by piece while it comes in, with only a window of it in memory. The framework's reader
/// checks every piece. It needs each string whole in memory, so a string that is longer than the window is streamed
/// past it, and the reader gets an empty string instead.</summary>
internal sealed class JsonTokens(PipeReader body)
{
    /// <summary>Most bytes of a name, of a number, and of a string that is not streamed.</summary>
    public const int WindowBytes = 1 << 16;

    private const int DeepestNesting = 8;

    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = DeepestNesting });

    /// <summary>The next piece, or null at the end.</summary>
    /// <exception cref="JsonException">The body is not JSON, or nested too deeply.</exception>
    /// <exception cref="InvalidOperationException">A text is not valid Unicode.</exception>
    public async ValueTask<JsonToken?> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            var isFull = read.Buffer.Length >= WindowBytes;
            var window = isFull ? read.Buffer.Slice(0, WindowBytes) : read.Buffer;
            if (TryRead(window, read.IsCompleted && !isFull, out var token, out var end))
            {
                body.AdvanceTo(end);
                return token;
            }
            if (isFull)
                return BeginLongText(window);
            body.AdvanceTo(window.Start, window.End);
            if (read.IsCompleted)
                return null;
        }
    }

    /// <summary>The bytes of a long string; they must be read to their end before the next piece.</summary>
    public Stream OpenText() => new JsonText(body);

    private bool TryRead(ReadOnlySequence<byte> window, bool isFinal, out JsonToken token, out SequencePosition end)
    {
        var reader = new Utf8JsonReader(window, isFinal, _state);
        (token, end) = (default, window.Start);
        if (!reader.Read())
            return false;
        var text = reader.TokenType switch
        {
            JsonTokenType.PropertyName or JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => Encoding.ASCII.GetString(
                reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan
            ),
            _ => null,
        };
        (token, end, _state) = (new JsonToken(reader.TokenType, text), reader.Position, reader.CurrentState);
        return true;
    }

    private JsonToken BeginLongText(ReadOnlySequence<byte> window)
    {
        // Blanks and the comma after the previous value can come before a value.
        var quote = new SequenceReader<byte>(window);
        quote.AdvancePastAny(" \t\r\n,"u8);
        if (!quote.IsNext((byte)'"', advancePast: true))
            throw TooLong();
        var standIn = new Utf8JsonReader(
            [.. window.Slice(0, quote.Position).ToArray(), (byte)'"'],
            isFinalBlock: false,
            _state
        );
        if (!standIn.Read() || standIn.TokenType != JsonTokenType.String)
            throw TooLong();
        _state = standIn.CurrentState;
        body.AdvanceTo(quote.Position);
        return new JsonToken(JsonTokenType.String, null);
    }

    private static JsonException TooLong() => new($"A piece of the document is longer than {WindowBytes} bytes.");
}
