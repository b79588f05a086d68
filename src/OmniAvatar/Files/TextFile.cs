using System.Text;
using System.Text.Unicode;

namespace OmniAvatar.Files;

/// <summary>Reads text files that people write, on whatever system: UTF-8, or UTF-16 and UTF-32 with a byte order mark;
/// a mark is no part of the text. Nothing is guessed: bytes that are not valid in their encoding are refused, and the
/// line is named.</summary>
public static class TextFile
{
    private static readonly (byte[] Mark, Encoding Encoding, string Name)[] Marked =
    [
        // UTF-32's mark begins as UTF-16's does, so it comes first.
        (
            [0xFF, 0xFE, 0, 0],
            new UTF32Encoding(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true),
            "UTF-32"
        ),
        (
            [0, 0, 0xFE, 0xFF],
            new UTF32Encoding(bigEndian: true, byteOrderMark: false, throwOnInvalidCharacters: true),
            "UTF-32"
        ),
        (
            [0xFF, 0xFE],
            new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true),
            "UTF-16"
        ),
        ([0xFE, 0xFF], new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), "UTF-16"),
    ];

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a text.</summary>
    /// <param name="kind">What it is, for messages: "RTTM file", "recipe".</param>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="BadInputException">It cannot be read, is too large or empty, or is not text.</exception>
    public static string Read(string kind, string path, long most) =>
        Encoding.UTF8.GetString(ReadUtf8(kind, path, most).Span);

    /// <summary>Reads a text as UTF-8 without a mark, whatever its file is written in.</summary>
    /// <exception cref="BadInputException">It cannot be read, is too large or empty, or is not text.</exception>
    public static ReadOnlyMemory<byte> ReadUtf8(string kind, string path, long most) =>
        ToUtf8(InputFile.ReadSmall(kind, path, most), $"the {kind} {path}");

    /// <summary>The bytes of a text file as UTF-8 without a mark.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">What to call it within a sentence: "the recipe r.json".</param>
    /// <exception cref="BadInputException">They are not text.</exception>
    public static ReadOnlyMemory<byte> ToUtf8(ReadOnlyMemory<byte> content, string name)
    {
        foreach (var (mark, encoding, encodingName) in Marked)
            if (content.Span.StartsWith(mark))
                return Transcode(content.Span[mark.Length..], encoding, encodingName, name);
        var text = content.Span.StartsWith(Utf8Mark) ? content[Utf8Mark.Length..] : content;
        if (!Utf8.IsValid(text.Span))
        {
            var (line, wrong) = FirstWrong(text.Span);
            throw new BadInputException(
                $"Line {line} of {name} is not UTF-8 (byte 0x{wrong:X2}); save the file as UTF-8."
            );
        }
        return text.Span.Contains((byte)0)
            ? throw new BadInputException(
                $"{Capital(name)} contains zero bytes; save it as UTF-8 text (UTF-16 needs a byte order mark)."
            )
            : text;
    }

    /// <summary>The lines of a text, which may end in LF, CR LF or CR; a last line without an end counts, an empty one
    /// after the last end does not.</summary>
    public static IEnumerable<string> Lines(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static byte[] Transcode(ReadOnlySpan<byte> content, Encoding encoding, string encodingName, string name)
    {
        try
        {
            return Encoding.UTF8.GetBytes(encoding.GetString(content));
        }
        catch (DecoderFallbackException e)
        {
            throw new BadInputException(
                $"{Capital(name)} begins as {encodingName} but is not valid {encodingName} up to its end; save it as "
                    + "UTF-8.",
                e
            );
        }
    }

    private static (int Line, byte Wrong) FirstWrong(ReadOnlySpan<byte> text)
    {
        var place = 0;
        while (Rune.DecodeFromUtf8(text[place..], out _, out var count) == System.Buffers.OperationStatus.Done)
            place += count;
        var before = text[..place];
        // A CR that no LF follows ends a line, too.
        var lines = 1 + before.Count((byte)'\n') + before.Count((byte)'\r') - before.Count("\r\n"u8);
        return (lines, text[place]);
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
