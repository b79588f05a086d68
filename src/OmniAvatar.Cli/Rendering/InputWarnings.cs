using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.TextEncoders.Prompts;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Media;
using OmniAvatar.Media.Pictures;

namespace OmniAvatar.Cli.Rendering;

/// <summary>What is odd about the inputs and stops nothing.</summary>
internal static class InputWarnings
{
    public static IEnumerable<string> Of(RenderOptions options, ModelFolder model, IngestedInput input)
    {
        foreach (
            var speaker in PictureFamiliarity.FindStrange(model, input.PicturePaths.Select(new PictureReader().Read))
        )
            yield return $"The picture {options.Files.Speakers[speaker].Picture} is of no kind that this small model has "
                + $"seen: it draws only its own kind of face. "
                + "Real people need OmniAvatar's released weights in a folder that --model names; README.md "
                + "tells under 'Model folder and real weights' where they are.";
        foreach (var lora in options.Loras.Where(lora => lora.ForeignConfigFile is not null))
            yield return $"{lora.ForeignConfigFile} belongs to adapter_model.safetensors and is not read for "
                + $"{lora.Path}, which counts as its own tensors say.";
        foreach (var warning in input.Warnings)
            yield return warning;
        var tokenizer = PromptTokenizer.Open(model.TokenizerFile);
        var length = model.Defaults.TextLength;
        foreach (var prompt in options.Choices.Prompts)
            if (tokenizer.Encode(PromptCleaner.Clean(prompt), length).IsCut)
                yield return Cut("prompt", length);
        if (
            options.Choices.NegativePrompt is { } negative
            && tokenizer.Encode(PromptCleaner.Clean(negative), length).IsCut
        )
            yield return Cut("negative prompt", length);
    }

    private static string Cut(string what, int length) =>
        $"The {what} is longer than the {length} tokens that the text encoder reads; the rest is left out.";
}
