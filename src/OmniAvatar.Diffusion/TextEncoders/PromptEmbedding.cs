using OmniAvatar.Diffusion.TextEncoders.Prompts;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.TextEncoders;

/// <summary>From a prompt as a user writes it to the rows that the diffusion model reads.</summary>
public static class PromptEmbedding
{
    /// <summary>Cleans, tokenizes and encodes a prompt.</summary>
    /// <param name="encoder">The text encoder.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="prompt">Any text; a long one is cut.</param>
    /// <param name="length">Rows wanted, padding included; at least 1.</param>
    /// <param name="device">Where the encoder is.</param>
    /// <returns>(1, <paramref name="length"/>, width) in the weights' type; rows past the last token are
    /// zero.</returns>
    public static Tensor Encode(
        TextEncoder encoder,
        PromptTokenizer tokenizer,
        string prompt,
        int length,
        Device device
    )
    {
        var tokens = tokenizer.Encode(PromptCleaner.Clean(prompt), length);
        using var ids = tensor(tokens.Ids, device: device).unsqueeze(0); // (1, L)
        using var mask = tensor(tokens.Mask, device: device).unsqueeze(0); // (1, L)
        return encoder.EncodePrompts(ids, mask); // (1, L, C)
    }
}
