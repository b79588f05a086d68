using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Tests;

namespace OmniAvatar.Diffusion.Tests.TextEncoders.Tokenization;

public sealed class DamagedTokenizerTests
{
    private const int Seed = 20260;
    private const string Text = "Ａ woman speaks ½ ﬁne ▁ 😀 中文 café \u0301 </s>";

    [Fact]
    public void Read_SpieceModelWithRandomDamage_ThrowsNothingButBadInput() =>
        Survive(
            File.ReadAllBytes(GoldenFolder.Of("tokenizer", "spiece.model")),
            files: 1500,
            bytes => SentencePieceFile.Read(bytes)
        );

    [Fact]
    public void Read_SmallVocabularyWithRandomDamage_ThrowsNothingButBadInput() =>
        Survive(SentencePieceWriter.Write(SmallVocabulary.Pieces), files: 1500, bytes => SentencePieceFile.Read(bytes));

    [Fact]
    public void Read_TokenizerJsonWithRandomDamage_ThrowsNothingButBadInput() =>
        Survive(
            File.ReadAllBytes(GoldenFolder.Of("tokenizer", "tokenizer.json")),
            files: 500,
            bytes => HuggingFaceTokenizerFile.Read(bytes)
        );

    private static void Survive(byte[] sound, int files, Func<byte[], SentencePieceModel> read)
    {
        var random = new Random(Seed);
        var refused = 0;
        for (var file = 0; file < files; file++)
        {
            var damaged = Damage(sound, random);
            try
            {
                new PromptTokenizer(read(damaged)).Encode(Text);
            }
            catch (BadInputException)
            {
                refused++;
            }
        }
        refused.ShouldBeInRange(files / 20, files - 1);
    }

    /// <summary>A few bytes changed, most often near the start and near the end where the structure lies; sometimes the
    /// end is cut off.</summary>
    private static byte[] Damage(byte[] sound, Random random)
    {
        var damaged = random.Next(4) == 0 ? sound[..random.Next(sound.Length)] : (byte[])sound.Clone();
        for (var change = random.Next(1, 12); change > 0 && damaged.Length > 0; change--)
        {
            var reach = random.Next(3) == 0 ? damaged.Length : Math.Min(damaged.Length, 4096);
            var place = random.Next(reach);
            damaged[random.Next(2) == 0 ? place : damaged.Length - 1 - place] = (byte)random.Next(256);
        }
        return damaged;
    }
}
