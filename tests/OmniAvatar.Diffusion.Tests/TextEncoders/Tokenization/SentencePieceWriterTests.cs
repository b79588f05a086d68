using OmniAvatar.Diffusion.TextEncoders.Tokenization;

namespace OmniAvatar.Diffusion.Tests.TextEncoders.Tokenization;

public sealed class SentencePieceWriterTests
{
    [Fact]
    public void Write_SmallVocabulary_ReadsBackEqual()
    {
        var model = SentencePieceFile.Read(SentencePieceWriter.Write(SmallVocabulary.Pieces));

        model.Pieces.ShouldBe(SmallVocabulary.Pieces);
        (model.PadId, model.EndId, model.UnknownId).ShouldBe((0, 1, 2));
        model.ByteIds.ShouldNotBeNull();
        (model.AddsLeadingSpace, model.RemovesExtraSpaces, model.Characters is null).ShouldBe((true, true, true));
    }

    [Fact]
    public void Tokenize_SmallVocabulary_SpellsWordsWholeAndTheRestInBytes()
    {
        var tokenizer = new PromptTokenizer(SentencePieceFile.Read(SentencePieceWriter.Write(SmallVocabulary.Pieces)));

        var pieces = tokenizer.Tokenize("the woman speaks é").Select(id => tokenizer.Model.Pieces[id].Text);

        pieces.ShouldBe(["▁the", "▁woman", "▁speaks", "▁", "<0xC3>", "<0xA9>"]);
    }

    [Fact]
    public void Write_PiecesWithoutAnEnd_IsBadInput() =>
        Should.Throw<BadInputException>(() => SentencePieceWriter.Write([new("<unk>", 0, PieceKind.Unknown)]));
}
