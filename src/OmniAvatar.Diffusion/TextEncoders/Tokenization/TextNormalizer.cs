using System.Buffers;
using System.Text;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>SentencePiece's preparation of text: replacements of characters, spaces tidied and written as U+2581, one
/// in front.</summary>
internal sealed class TextNormalizer(SentencePieceModel model)
{
    /// <summary>U+2581, which stands for a space in pieces.</summary>
    internal static readonly byte[] SpaceMark = "▁"u8.ToArray();

    private static readonly byte[] Replacement = "\uFFFD"u8.ToArray();

    private readonly PieceTrie _kept = new(
        model
            .Pieces.Select((piece, id) => (piece, id))
            .Where(entry => entry.piece.Kind == PieceKind.UserDefined)
            .Select(entry => (Encoding.UTF8.GetBytes(entry.piece.Text), entry.id))
    );

    /// <summary>The prepared text as UTF-8; empty when there is nothing but space.</summary>
    public byte[] Normalise(string text)
    {
        ReadOnlySpan<byte> input = Encoding.UTF8.GetBytes(text);
        var output = new ArrayBufferWriter<byte>(input.Length + 16);
        input = model.RemovesExtraSpaces ? SkipLeadingSpaces(input) : input;
        if (input.IsEmpty)
            return [];
        if (model.AddsLeadingSpace)
            output.Write(SpaceMark);
        var afterSpace = model.RemovesExtraSpaces;
        while (!input.IsEmpty)
        {
            var consumed = NextPart(input, out var part);
            input = input[consumed..];
            if (afterSpace)
                part = part.TrimStart((byte)' ');
            if (part.IsEmpty)
                continue;
            Append(output, part);
            afterSpace = model.RemovesExtraSpaces && part[^1] == ' ';
        }
        return model.RemovesExtraSpaces
            ? WithoutTrailingSpaces(output.WrittenSpan).ToArray()
            : output.WrittenSpan.ToArray();
    }

    private ReadOnlySpan<byte> SkipLeadingSpaces(ReadOnlySpan<byte> input)
    {
        while (!input.IsEmpty)
        {
            var consumed = NextPart(input, out var part);
            if (!part.SequenceEqual(" "u8))
                break;
            input = input[consumed..];
        }
        return input;
    }

    /// <summary>The next characters with what stands for them; user-defined pieces stand for themselves.</summary>
    private int NextPart(ReadOnlySpan<byte> input, out ReadOnlySpan<byte> part)
    {
        var kept = _kept.Longest(input);
        if (kept > 0)
        {
            part = input[..kept];
            return kept;
        }
        part = default;
        var replaced = model.Characters?.Match(input, out part) ?? 0;
        if (replaced > 0)
            return replaced;
        if (Rune.DecodeFromUtf8(input, out _, out var length) != OperationStatus.Done)
        {
            part = Replacement;
            return 1;
        }
        part = input[..length];
        return length;
    }

    private static void Append(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> part)
    {
        for (var space = part.IndexOf((byte)' '); space >= 0; space = part.IndexOf((byte)' '))
        {
            output.Write(part[..space]);
            output.Write(SpaceMark);
            part = part[(space + 1)..];
        }
        output.Write(part);
    }

    private static ReadOnlySpan<byte> WithoutTrailingSpaces(ReadOnlySpan<byte> text)
    {
        while (text.EndsWith(SpaceMark))
            text = text[..^SpaceMark.Length];
        return text;
    }
}
