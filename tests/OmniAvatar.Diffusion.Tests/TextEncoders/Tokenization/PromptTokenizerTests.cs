using System.Diagnostics;
using System.Text.Json;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Tests;

namespace OmniAvatar.Diffusion.Tests.TextEncoders.Tokenization;

public sealed class PromptTokenizerTests
{
    private static readonly string[] Files = ["spiece.model", "tokenizer.json"];

    private static readonly Dictionary<string, PromptTokenizer> Tokenizers = Files.ToDictionary(
        name => name,
        name => PromptTokenizer.Open(GoldenFolder.Of("tokenizer", name))
    );

    private static readonly JsonElement Golden = JsonDocument
        .Parse(File.ReadAllText(GoldenFolder.Of("tokenizer", "cases.json")))
        .RootElement;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var file in Files)
                for (var index = 0; index < Golden.GetProperty("cases").GetArrayLength(); index++)
                    data.Add(file, index);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokenize_GoldenText_EqualsSentencePiece(string file, int index)
    {
        var (tokenizer, expected) = (Tokenizers[file], Golden.GetProperty("cases")[index]);
        var cleaned = expected.GetProperty("cleaned").GetString()!;

        var ids = tokenizer.Tokenize(cleaned);

        ids.ShouldBe(Numbers(expected, "ids"));
        // Long texts come without their pieces.
        if (expected.TryGetProperty("pieces", out var pieces))
            ids.Select(id => tokenizer.Model.Pieces[id].Text)
                .ShouldBe(pieces.EnumerateArray().Select(piece => piece.GetString()));
        ids.Append(tokenizer.Model.EndId).ShouldBe(Numbers(expected, "ids_with_eos"));
        tokenizer
            .Tokenize(expected.GetProperty("text").GetString()!)
            .ShouldBe(Numbers(expected, "raw_ids_no_cleaning"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Encode_GoldenText_IsCutAndPaddedLikeTheReference(string file, int index)
    {
        var (tokenizer, expected) = (Tokenizers[file], Golden.GetProperty("cases")[index]);
        var cleaned = expected.GetProperty("cleaned").GetString()!;

        var whole = tokenizer.Encode(cleaned);
        var sixteen = tokenizer.Encode(cleaned, 16);

        whole.Mask.Sum().ShouldBe(expected.GetProperty("length_512").GetInt32());
        whole.IsCut.ShouldBe(expected.GetProperty("truncated_at_512").GetBoolean());
        if (whole.IsCut)
            whole.Ids.ShouldBe(Numbers(expected, "ids_512").Select(id => (long)id));
        sixteen.Ids.ShouldBe(Numbers(expected, "ids_padded_16").Select(id => (long)id));
        sixteen.Mask.ShouldBe(Numbers(expected, "mask_16").Select(id => (long)id));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tokenize_WithoutByteFallback_JoinsUnknownRunsLikeTheLibrary(string file, int index)
    {
        var expected = Golden.GetProperty("cases")[index];
        // The library takes special tokens inside the text for tokens, which SentencePiece does not.
        if (expected.GetProperty("text").GetString()!.Contains("</s>", StringComparison.Ordinal))
            return;
        var model = Tokenizers[file].Model;
        var without = new PromptTokenizer(
            new SentencePieceModel(model.Pieces, "</s>", "<pad>", hasByteFallback: false)
            {
                Characters = model.Characters,
            }
        );

        var ids = without.Tokenize(expected.GetProperty("cleaned").GetString()!);

        ids.Append(model.EndId).ShouldBe(Numbers(expected, "hf_tokenizers_ids_byte_fallback_false"));
    }

    [Theory]
    [InlineData("spiece.model")]
    [InlineData("tokenizer.json")]
    public void Open_GoldenFile_ReadsSpecialIdsFromIt(string file)
    {
        var model = Tokenizers[file].Model;
        var special = Golden.GetProperty("special");

        (model.PadId, model.EndId, model.UnknownId).ShouldBe(
            (
                special.GetProperty("pad").GetInt32(),
                special.GetProperty("eos").GetInt32(),
                special.GetProperty("unk").GetInt32()
            )
        );
        model.Pieces.Count.ShouldBe(Golden.GetProperty("vocab_size").GetInt32());
        model.ByteIds!.ShouldBe(Enumerable.Range(3, 256));
    }

    [Fact]
    public void Encode_HundredThousandCharacters_TakesTimeInProportion()
    {
        var tokenizer = Tokenizers["spiece.model"];
        var text = string.Concat(Enumerable.Repeat("a woman speaks, 😀 aaaa ", 4400));
        tokenizer.Encode(text[..10_000]);
        var watch = Stopwatch.StartNew();

        var prompt = tokenizer.Encode(text);

        watch.Elapsed.TotalSeconds.ShouldBeLessThan(5);
        text.Length.ShouldBeGreaterThan(100_000);
        prompt.IsCut.ShouldBeTrue();
        prompt.Ids.Length.ShouldBe(512);
        prompt.Ids[^1].ShouldBe(tokenizer.Model.EndId);
    }

    [Fact]
    public void Tokenize_UserDefinedPiece_IsKeptWhole()
    {
        var pieces = SmallVocabulary
            .Pieces.Append(new SentencePiece("<extra_id_0>", 0, PieceKind.UserDefined))
            .ToList();
        var tokenizer = new PromptTokenizer(new SentencePieceModel(pieces, "</s>", "<pad>", hasByteFallback: true));

        tokenizer.Tokenize("a <extra_id_0> b").ShouldContain(pieces.Count - 1);
    }

    [Fact]
    public void Open_MissingFile_IsBadInput() =>
        Should.Throw<BadInputException>(() => PromptTokenizer.Open(GoldenFolder.Of("tokenizer", "absent.model")));

    private static IEnumerable<int> Numbers(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(item => item.GetInt32());
}
