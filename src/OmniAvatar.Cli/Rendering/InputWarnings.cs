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
            yield return $"The picture {options.Files.Speakers[speaker].Picture} is unlike the faces that this small "
                + "model was trained on, and it can draw no others. Real people need OmniAvatar's released weights "
                + "in the folder of --model; README.md says under 'Model folder and real weights' where to get them.";
        foreach (var lora in options.Loras.Where(lora => lora.ForeignConfigFile is not null))
            yield return $"{lora.ForeignConfigFile} belongs to adapter_model.safetensors and is ignored for "
                + $"{lora.Path}; the strength of that adapter comes from its own tensors.";
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
        $"The {what} is longer than the {length} tokens that the text encoder reads; the rest is ignored.";
}
