using System.Text;
using OmniAvatar.Diffusion.TextEncoders.Prompts;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Verification.Files;

namespace OmniAvatar.Verification.Areas.Texts;

/// <summary>SentencePiece's ids from either of its files, and those of the Hugging Face library with and without byte
/// fallback.</summary>
public sealed class TokenizerArea : IGoldenArea
{
    private const string ModelFile = "spiece.model";
    private const string JsonFile = "tokenizer.json";
    private const string VocabularyFile = "spiece.vocab";
    private const string CasesFile = "cases.json";
    private const int PromptLength = 512;
    private const int ShortLength = 16;

    /// <inheritdoc/>
    public string Name => "tokenizer";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run) =>
        [
            new("vocabulary", [ModelFile, JsonFile, VocabularyFile], CheckVocabulary),
            new("cases", [CasesFile], CheckCases),
        ];

    private static PromptTokenizer Open(CaseChecks checks, string file) => PromptTokenizer.Open(checks.PathOf(file));

    /// <summary>The same pieces and scores lie in three files; the text file has six digits of each score.</summary>
    private static void CheckVocabulary(CaseChecks checks)
    {
        var (binary, json) = (Open(checks, ModelFile).Model, Open(checks, JsonFile).Model);
        checks.SameList("tokenizer.json.pieces", [.. binary.Pieces], [.. json.Pieces]);
        var lines = File.ReadAllText(checks.PathOf(VocabularyFile))
            .TrimEnd('\n')
            .Split('\n')
            .Select(line => line.Split('\t'))
            .ToList();
        checks.SameList(
            "spiece.vocab.pieces",
            [.. lines.Select(line => line[0])],
            [.. binary.Pieces.Select(piece => piece.Text)]
        );
        checks.SameList(
            "spiece.vocab.scores",
            [.. lines.Select(line => line.Length == 2 ? line[1] : "")],
            [.. binary.Pieces.Select(piece => VocabularyScore.Write(piece.Score))]
        );
        foreach (
            var (name, expected, actual) in new[]
            {
                ("pad", binary.PadId, json.PadId),
                ("eos", binary.EndId, json.EndId),
                ("unk", binary.UnknownId, json.UnknownId),
            }
        )
            checks.Same($"tokenizer.json.{name}", expected, actual);
    }

    private static void CheckCases(CaseChecks checks)
    {
        var golden = checks.Json(CasesFile);
        var tokenizers = new[] { Open(checks, ModelFile), Open(checks, JsonFile) };
        CheckModel(checks, golden, tokenizers[0].Model, File.ReadAllBytes(checks.PathOf(ModelFile)));
        var cases = golden["cases"].Items.ToList();
        if (cases.Count == 0)
            throw new BadInputException("The list of texts is empty.");
        foreach (var text in cases)
        {
            checks.Cancellation.ThrowIfCancellationRequested();
            checks.Same(text["cleaned"].Path, text["cleaned"].Text(), PromptCleaner.Clean(text["text"].Text()));
            foreach (var tokenizer in tokenizers)
                CheckText(checks, text, tokenizer);
        }
    }

    private static void CheckModel(CaseChecks checks, GoldenJson golden, SentencePieceModel model, byte[] file)
    {
        var special = golden["special"];
        checks.Same("special.pad", special["pad"].Integer(), model.PadId);
        checks.Same("special.eos", special["eos"].Integer(), model.EndId);
        checks.Same("special.unk", special["unk"].Integer(), model.UnknownId);
        // Prompts have no mark at their beginning, whether or not the vocabulary has one.
        if (!special["bos"].IsNull)
            checks.Same("special.bos", PieceKind.Control, model.Pieces[special["bos"].Integer()].Kind);
        checks.Same("byte_fallback", golden["byte_fallback"].Flag(), model.ByteIds is not null);
        if (model.ByteIds is { } bytes)
            checks.Same("byte_piece_ids", golden["byte_piece_ids"].Text(), DescribeBytes(bytes));
        else
            golden.Find("byte_piece_ids")?.Taken();
        checks.Same(
            "normalization_rule",
            true,
            file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(golden["normalization_rule"].Text())) >= 0
        );
        checks.Same("add_dummy_prefix", golden["add_dummy_prefix"].Flag(), model.AddsLeadingSpace);
        checks.Same("remove_extra_whitespaces", golden["remove_extra_whitespaces"].Flag(), model.RemovesExtraSpaces);
        checks.Same("model_type", golden["model_type"].Text(), "unigram");
        checks.Same("vocab_size", golden["vocab_size"].Integer(), model.Pieces.Count);
        golden["note_hf"].Text();
    }

    private static string DescribeBytes(IReadOnlyList<int> ids) =>
        ids is { Count: 256 } && ids.Select((id, value) => id - value).Distinct().Count() == 1
            ? $"{ids[0]}..{ids[255]} for bytes 0x00..0xFF"
            : "none in a row";

    private static void CheckText(CaseChecks checks, GoldenJson text, PromptTokenizer tokenizer)
    {
        var cleaned = text["cleaned"].Text();
        var ids = tokenizer.Tokenize(cleaned);
        SameIds(checks, text["ids"], ids);
        // Long texts come without their pieces.
        if (text.Find("pieces") is { } pieces)
            checks.SameList(
                pieces.Path,
                [.. pieces.Items.Select(piece => piece.Text())],
                [.. ids.Select(id => tokenizer.Model.Pieces[id].Text)]
            );
        SameIds(checks, text["ids_with_eos"], [.. ids, tokenizer.Model.EndId]);
        SameIds(checks, text["raw_ids_no_cleaning"], tokenizer.Tokenize(text["text"].Text()));
        CheckLengths(checks, text, tokenizer, cleaned);
        CheckLibrary(checks, text, tokenizer, cleaned, ids);
    }

    private static void CheckLengths(CaseChecks checks, GoldenJson text, PromptTokenizer tokenizer, string cleaned)
    {
        var prompt = tokenizer.Encode(cleaned, PromptLength);
        checks.Same(text["length_512"].Path, text["length_512"].Long(), prompt.Mask.Sum());
        checks.Same(text["truncated_at_512"].Path, text["truncated_at_512"].Flag(), prompt.IsCut);
        var cut = text["ids_512"];
        if (prompt.IsCut)
            SameIds(checks, cut, [.. prompt.Ids.Select(id => (int)id)]);
        else
            checks.Same(cut.Path, true, cut.IsNull);

        var brief = tokenizer.Encode(cleaned, ShortLength);
        SameIds(checks, text["ids_padded_16"], [.. brief.Ids.Select(id => (int)id)]);
        SameIds(checks, text["mask_16"], [.. brief.Mask.Select(id => (int)id)]);
    }

    /// <summary>The library takes a special token's name inside a text for the token, which SentencePiece never
    /// does.</summary>
    private static void CheckLibrary(
        CaseChecks checks,
        GoldenJson text,
        PromptTokenizer tokenizer,
        string cleaned,
        IReadOnlyList<int> ids
    )
    {
        var library = LibraryTokenizer.Tokenize(tokenizer, cleaned);
        SameIds(checks, text["hf_tokenizers_ids_byte_fallback_true"], library);
        SameIds(
            checks,
            text["hf_tokenizers_ids_byte_fallback_false"],
            LibraryTokenizer.Tokenize(LibraryTokenizer.WithoutByteFallback(tokenizer), cleaned)
        );
        checks.Same(
            text["hf_equals_sentencepiece"].Path,
            text["hf_equals_sentencepiece"].Flag(),
            library.SequenceEqual([.. ids, tokenizer.Model.EndId])
        );
    }

    private static void SameIds(CaseChecks checks, GoldenJson expected, IReadOnlyList<int> actual) =>
        checks.SameList(expected.Path, expected.Integers(), actual);
}
