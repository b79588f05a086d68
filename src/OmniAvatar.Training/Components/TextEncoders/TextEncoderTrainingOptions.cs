using OmniAvatar.Diffusion.TextEncoders;

namespace OmniAvatar.Training.Components.TextEncoders;

/// <summary>How a tokenizer is made and a text encoder is trained.</summary>
public sealed record TextEncoderTrainingOptions
{
    /// <summary>Steps, rates, and where the run is kept.</summary>
    public required ComponentRunOptions Run { get; init; }

    /// <summary>The folder to write into, <c>Wan2.1-T2V-...</c>: weights, and the tokenizer under
    /// <c>google/umt5-xxl</c>.</summary>
    public required string Destination { get; init; }

    /// <summary>Words that are one token each, without spaces, the most frequent first; all others are spelt from parts
    /// and letters.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>The sizes; the vocabulary's is taken from the words.</summary>
    public TextEncoderConfig Network { get; init; } =
        new()
        {
            Width = 64,
            AttentionWidth = 64,
            FeedForwardWidth = 160,
            HeadCount = 4,
            LayerCount = 2,
        };

    /// <summary>Captions a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Longest caption in tokens, the end mark included; the rest is cut off.</summary>
    public int LongestCaption { get; init; } = 128;

    /// <summary>Part of the tokens that are hidden, in (0, 1).</summary>
    public double HiddenShare { get; init; } = 0.25;

    /// <summary>Captions at the end of the list that are never trained on; at least 1.</summary>
    public int HeldOut { get; init; } = 64;

    /// <summary>These options, once they make sense.</summary>
    /// <exception cref="WrongUseException">They do not.</exception>
    public TextEncoderTrainingOptions Validated(IReadOnlyList<string> captions)
    {
        if (Words.Count == 0 || Words.Any(word => word.Length == 0 || word.Contains(' ')))
            throw new WrongUseException("A tokenizer needs a list of words without spaces.");
        if (Batch < 1 || LongestCaption < 2 || HiddenShare is <= 0 or >= 1)
            throw new WrongUseException(
                "A text encoder needs at least one caption of two tokens per step, and the hidden part must be in "
                    + "(0, 1)."
            );
        if (HeldOut < 1 || captions.Count <= HeldOut)
            throw new WrongUseException(
                $"A training that holds out {HeldOut} captions needs more than the {captions.Count} available "
                    + "captions."
            );
        return this;
    }
}
