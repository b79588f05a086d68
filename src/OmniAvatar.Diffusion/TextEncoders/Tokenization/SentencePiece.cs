namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>What a piece of the vocabulary stands for; the numbers are those in a <c>spiece.model</c> file.</summary>
public enum PieceKind
{
    /// <summary>Text, chosen by its score.</summary>
    Normal = 1,

    /// <summary>Whatever the vocabulary cannot spell.</summary>
    Unknown = 2,

    /// <summary>A mark such as end of sequence, which no text can spell.</summary>
    Control = 3,

    /// <summary>Text that is always kept whole.</summary>
    UserDefined = 4,

    /// <summary>A number that is not in use.</summary>
    Unused = 5,

    /// <summary>One byte of text that the vocabulary cannot spell.</summary>
    Byte = 6,
}

/// <summary>One entry of the vocabulary; its id is its place in the list.</summary>
/// <param name="Text">The characters, a space written as U+2581.</param>
/// <param name="Score">The logarithm of its probability.</param>
/// <param name="Kind">What it stands for.</param>
public readonly record struct SentencePiece(string Text, float Score, PieceKind Kind);
