using System.Globalization;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>A SentencePiece Unigram vocabulary with its rules for text, whichever file it came from.</summary>
public sealed class SentencePieceModel
{
    /// <summary>Longest piece in bytes of UTF-8: it bounds the work per character of text.</summary>
    private const int LongestPiece = 1024;

    /// <summary>Checks the vocabulary and finds its special ids.</summary>
    /// <param name="pieces">All pieces in order of id.</param>
    /// <param name="endPiece">The piece that ends a sequence.</param>
    /// <param name="padPiece">The piece that fills up a sequence.</param>
    /// <param name="hasByteFallback">Whether unknown characters are spelt as bytes.</param>
    /// <exception cref="BadInputException">The vocabulary lacks something that the text encoder needs.</exception>
    public SentencePieceModel(
        IReadOnlyList<SentencePiece> pieces,
        string endPiece,
        string padPiece,
        bool hasByteFallback
    )
    {
        Pieces = pieces;
        UnknownId = Find(piece => piece.Kind == PieceKind.Unknown, "unknown piece");
        EndId = Find(piece => piece.Kind == PieceKind.Control && piece.Text == endPiece, "end-of-sequence piece");
        PadId = Find(piece => piece.Kind == PieceKind.Control && piece.Text == padPiece, "padding piece");
        ByteIds = hasByteFallback ? FindBytes() : null;
        CheckSpellings();
    }

    /// <summary>All pieces; the place is the id.</summary>
    public IReadOnlyList<SentencePiece> Pieces { get; }

    /// <summary>The id of text that cannot be spelt.</summary>
    public int UnknownId { get; }

    /// <summary>The id that ends every sequence.</summary>
    public int EndId { get; }

    /// <summary>The id that fills sequences up.</summary>
    public int PadId { get; }

    /// <summary>The id of every byte value, or null when unknown characters become the unknown id.</summary>
    public IReadOnlyList<int>? ByteIds { get; }

    /// <summary>The replacements of characters before spelling (nmt_nfkc for umT5); null replaces nothing.</summary>
    public CharacterMap? Characters { get; init; }

    /// <summary>Whether text gets a space in front.</summary>
    public bool AddsLeadingSpace { get; init; } = true;

    /// <summary>Whether runs of spaces become one, and spaces at both ends none.</summary>
    public bool RemovesExtraSpaces { get; init; } = true;

    private int Find(Func<SentencePiece, bool> matches, string what)
    {
        for (var id = 0; id < Pieces.Count; id++)
            if (matches(Pieces[id]))
                return id;
        throw new BadInputException($"The tokenizer file has no {what}.");
    }

    private int[] FindBytes()
    {
        var ids = new int[256];
        Array.Fill(ids, -1);
        for (var id = 0; id < Pieces.Count; id++)
            if (Pieces[id].Kind == PieceKind.Byte)
                ids[ByteOf(Pieces[id].Text)] = id;
        return ids.Contains(-1) ? throw new BadInputException("The tokenizer file lacks pieces for some bytes.") : ids;
    }

    /// <summary>The value of a piece spelt <c>&lt;0xNN&gt;</c>.</summary>
    private static byte ByteOf(string text) =>
        text.Length == 6
        && text.StartsWith("<0x", StringComparison.Ordinal)
        && text[5] == '>'
        && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new BadInputException("The tokenizer file has a byte piece without a valid byte.");

    private void CheckSpellings()
    {
        foreach (var piece in Pieces)
        {
            if (piece.Text.Length == 0)
                throw new BadInputException("The tokenizer file has a piece without text.");
            if (piece.Text.Length > LongestPiece)
                throw new BadInputException($"The tokenizer file has a piece of more than {LongestPiece} characters.");
            if (!float.IsFinite(piece.Score))
                throw new BadInputException("The tokenizer file has a piece whose score is not a number.");
        }
    }
}
