using System.Text.Json;
using OmniAvatar.Files;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>
/// Reads <c>tokenizer.json</c>, the Hugging Face form of the same vocabulary. Text is then treated as SentencePiece
/// treats it: a special token that a user types is text, where the Hugging Face library would take it for the token.
/// </summary>
public static class HuggingFaceTokenizerFile
{
    /// <summary>Reads a model from the file's bytes.</summary>
    /// <exception cref="BadInputException">The bytes are damaged, or of another kind of model.</exception>
    public static SentencePieceModel Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            using var json = JsonDocument.Parse(
                TextFile.ToUtf8(file, "the tokenizer file"),
                new JsonDocumentOptions { MaxDepth = 32 }
            );
            return Read(json.RootElement);
        }
        catch (Exception failure)
            when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new BadInputException("The tokenizer file is damaged: it is not the expected JSON.", failure);
        }
    }

    private static SentencePieceModel Read(JsonElement root)
    {
        var model = root.GetProperty("model");
        if (model.TryGetProperty("type", out var type) && type.GetString() != "Unigram")
            throw new BadInputException("The tokenizer file is not a Unigram model.");
        var byteFallback = model.TryGetProperty("byte_fallback", out var fallback) && fallback.GetBoolean();
        return new SentencePieceModel(ReadPieces(root, model, byteFallback), "</s>", "<pad>", byteFallback)
        {
            Characters = FindCharacterMap(root),
            AddsLeadingSpace = AddsLeadingSpace(root),
        };
    }

    private static List<SentencePiece> ReadPieces(JsonElement root, JsonElement model, bool byteFallback)
    {
        var added = AddedTokens(root);
        var unknown = model.GetProperty("unk_id").GetInt32();
        var pieces = new List<SentencePiece>();
        foreach (var entry in model.GetProperty("vocab").EnumerateArray())
        {
            var text = entry[0].GetString() ?? "";
            pieces.Add(new SentencePiece(text, (float)entry[1].GetDouble(), KindOf(text, pieces.Count)));
        }
        return pieces;

        PieceKind KindOf(string text, int id)
        {
            if (id == unknown)
                return PieceKind.Unknown;
            if (added.TryGetValue(text, out var isSpecial))
                return isSpecial ? PieceKind.Control : PieceKind.UserDefined;
            var isByte =
                byteFallback && text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) && text[5] == '>';
            return isByte ? PieceKind.Byte : PieceKind.Normal;
        }
    }

    /// <summary>Tokens kept apart from the vocabulary, and whether each is special.</summary>
    private static Dictionary<string, bool> AddedTokens(JsonElement root)
    {
        var tokens = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (root.TryGetProperty("added_tokens", out var list))
            foreach (var token in list.EnumerateArray())
                tokens[token.GetProperty("content").GetString() ?? ""] = token.GetProperty("special").GetBoolean();
        return tokens;
    }

    private static CharacterMap? FindCharacterMap(JsonElement root)
    {
        if (!root.TryGetProperty("normalizer", out var normalizer) || normalizer.ValueKind == JsonValueKind.Null)
            return null;
        var steps = normalizer.TryGetProperty("normalizers", out var list)
            ? list.EnumerateArray().ToArray()
            : [normalizer];
        foreach (var step in steps)
            if (step.TryGetProperty("precompiled_charsmap", out var map))
                return CharacterMap.Read(map.GetBytesFromBase64());
        return null;
    }

    private static bool AddsLeadingSpace(JsonElement root)
    {
        if (!root.TryGetProperty("pre_tokenizer", out var step) || step.ValueKind == JsonValueKind.Null)
            return false;
        var steps = step.TryGetProperty("pretokenizers", out var list) ? list.EnumerateArray().ToArray() : [step];
        return steps.Any(each =>
            each.GetProperty("type").GetString() == "Metaspace"
            && !(each.TryGetProperty("prepend_scheme", out var scheme) && scheme.GetString() == "never")
            && !(each.TryGetProperty("add_prefix_space", out var flag) && flag.ValueKind == JsonValueKind.False)
        );
    }
}
