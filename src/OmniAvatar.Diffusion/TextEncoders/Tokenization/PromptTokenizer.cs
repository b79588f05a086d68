using OmniAvatar.Diffusion.Weights.Files;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>A prompt as the text encoder reads it.</summary>
/// <param name="Ids">Token ids, the end mark after the last token, padding after that.</param>
/// <param name="Mask">1 for a token (the end mark too), 0 for padding.</param>
/// <param name="IsCut">Whether the prompt was longer than fits.</param>
public sealed record TokenizedPrompt(long[] Ids, long[] Mask, bool IsCut);

/// <summary>umT5's SentencePiece Unigram tokenizer; the vocabulary and all its rules come from the model's own
/// file.</summary>
public sealed class PromptTokenizer(SentencePieceModel model)
{
    /// <summary>Tokens that the diffusion model reads, padding included.</summary>
    public const int PromptLength = 512;

    /// <summary>Largest tokenizer file that is read, in bytes; umT5's are 4.5 MB and 17 MB.</summary>
    private const long LargestFile = 256L << 20;

    private readonly TextNormalizer _normalizer = new(model);
    private readonly UnigramSpeller _speller = new(model);

    /// <summary>The vocabulary.</summary>
    public SentencePieceModel Model { get; } = model;

    /// <summary>Opens <c>spiece.model</c>, or <c>tokenizer.json</c> by its ending.</summary>
    /// <exception cref="BadInputException">The file is missing, damaged or of another kind.</exception>
    public static PromptTokenizer Open(string path)
    {
        byte[] file;
        try
        {
            if (new FileInfo(path).Length > LargestFile)
                throw new BadInputException($"The tokenizer file {path} is too large.");
            file = ForeignFile.IsEmptyOrNoFile(path) ? [] : File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The tokenizer file {path} cannot be read.", failure);
        }
        var isJson = Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);
        try
        {
            return new PromptTokenizer(isJson ? HuggingFaceTokenizerFile.Read(file) : SentencePieceFile.Read(file));
        }
        catch (BadInputException bad)
        {
            var foreign = ForeignFile.Describe(file, isJson ? ExpectedForm.Json : ExpectedForm.Other);
            throw new BadInputException($"{path} cannot be read: {foreign ?? bad.Message.TrimEnd('.')}.", bad);
        }
    }

    /// <summary>The ids of a text, without end mark and padding. The work is linear in its length.</summary>
    public IReadOnlyList<int> Tokenize(string text) => _speller.Spell(_normalizer.Normalise(text));

    /// <summary>The text cut or padded to <paramref name="length"/>; the last token is always the end mark.</summary>
    /// <param name="text">A prompt, already cleaned.</param>
    /// <param name="length">Ids wanted, at least 1.</param>
    public TokenizedPrompt Encode(string text, int length = PromptLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var ids = Tokenize(text);
        var count = Math.Min(ids.Count, length - 1);
        var padded = new long[length];
        var mask = new long[length];
        Array.Fill(padded, Model.PadId);
        for (var index = 0; index < count; index++)
            padded[index] = ids[index];
        padded[count] = Model.EndId;
        Array.Fill(mask, 1, 0, count + 1);
        return new TokenizedPrompt(padded, mask, ids.Count > count);
    }
}
