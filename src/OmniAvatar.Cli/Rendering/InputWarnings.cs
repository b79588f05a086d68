using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Media;
using OmniAvatar.Prompts;

namespace OmniAvatar.Cli.Rendering;

/// <summary>What is odd about the inputs and stops nothing.</summary>
internal static class InputWarnings
{
    public static IEnumerable<string> Of(RenderOptions options, ModelFolder model, IngestedInput input)
    {
        if (input.IsSilent) yield return "The sound is silent, so the mouth has nothing to follow.";
        var tokenizer = PromptTokenizer.Open(model.TokenizerFile);
        var length = model.Defaults.TextLength;
        foreach (var prompt in options.Choices.OtherPrompts.Prepend(options.Choices.Prompt))
            if (tokenizer.Encode(PromptCleaner.Clean(prompt), length).IsCut) yield return Cut("prompt", length);
        if (options.Choices.NegativePrompt is { } negative && tokenizer.Encode(PromptCleaner.Clean(negative), length).IsCut) yield return Cut("negative prompt", length);
    }

    private static string Cut(string what, int length) =>
        $"The {what} is longer than the {length} tokens that the text encoder reads; the rest is left out.";
}
