using OmniAvatar.Diffusion.TextEncoders.Tokenization;

namespace OmniAvatar.Verification.Areas.Texts;

/// <summary>
/// What the Hugging Face tokenizers library makes of a text: special tokens are cut out by their names first, and what
/// lies between is spelt by itself.
/// </summary>
internal static class LibraryTokenizer
{
    /// <summary>The ids, with the end mark.</summary>
    public static IReadOnlyList<int> Tokenize(PromptTokenizer tokenizer, string text)
    {
        var ids = new List<int>();
        var special = tokenizer
            .Model.Pieces.Select((piece, id) => (piece.Text, Id: id, piece.Kind))
            .Where(piece => piece.Kind is PieceKind.Control or PieceKind.Unknown)
            .ToList();
        while (text.Length > 0)
        {
            var next = special
                .Select(piece => (piece.Text, piece.Id, Place: text.IndexOf(piece.Text, StringComparison.Ordinal)))
                .Where(piece => piece.Place >= 0)
                .OrderBy(piece => piece.Place)
                .FirstOrDefault((Text: "", Id: -1, Place: text.Length));
            ids.AddRange(tokenizer.Tokenize(text[..next.Place]));
            if (next.Id >= 0)
                ids.Add(next.Id);
            text = text[(next.Place + next.Text.Length)..];
        }
        return [.. ids, tokenizer.Model.EndId];
    }

    /// <summary>The same vocabulary, with the unknown id in place of bytes.</summary>
    public static PromptTokenizer WithoutByteFallback(PromptTokenizer tokenizer)
    {
        var model = tokenizer.Model;
        return new PromptTokenizer(
            new SentencePieceModel(
                model.Pieces,
                model.Pieces[model.EndId].Text,
                model.Pieces[model.PadId].Text,
                hasByteFallback: false
            )
            {
                Characters = model.Characters,
                AddsLeadingSpace = model.AddsLeadingSpace,
                RemovesExtraSpaces = model.RemovesExtraSpaces,
            }
        );
    }
}
