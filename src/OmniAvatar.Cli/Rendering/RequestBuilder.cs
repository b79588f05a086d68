using OmniAvatar.Diffusion.Models;
using OmniAvatar.Media;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;

namespace OmniAvatar.Cli.Rendering;

/// <summary>Makes a request: what the user said, else what the model folder says, else what the released model was run with.</summary>
internal static class RequestBuilder
{
    /// <exception cref="WrongUseException">The numbers cannot be rendered.</exception>
    public static RenderRequest Build(
        RenderOptions options, ModelDefaults defaults, string modelManifest, IngestedInput input, NumericClass numericClass)
    {
        var size = SizeOf(options, defaults, input);
        var guidance = options.Guidance ?? defaults.TextGuidanceScale;
        var request = new RenderRequest
        {
            PictureSha256 = input.PictureSha256,
            PictureWidth = input.PictureWidth,
            PictureHeight = input.PictureHeight,
            SoundSha256 = input.SoundSha256,
            SpeechSamples = input.SpeechSamples,
            Prompt = options.Prompt,
            NegativePrompt = options.NegativePrompt ?? ReleasedDefaults.NegativePrompt,
            ModelManifest = modelManifest,
            Seed = options.Seed ?? ReleasedDefaults.Seed,
            Steps = options.Steps ?? defaults.Steps,
            TextGuidanceScale = guidance,
            AudioGuidanceScale = options.AudioGuidance ?? (options.Guidance is null ? defaults.AudioGuidanceScale : null) ?? guidance,
            OverlapFrames = options.Overlap ?? defaults.OverlapFrames,
            MaxTokens = options.MaxTokens ?? defaults.MaxTokens,
            Height = size.Height,
            Width = size.Width,
            FramesPerSecond = defaults.FramesPerSecond,
            Handoff = options.Handoff,
            Shots = ShotMode.Single,
            TeaCacheThreshold = options.TeaCache,
            NumericClass = numericClass.Text,
        };
        RequestValidator.Require(request);
        return request;
    }

    private static VideoSize SizeOf(RenderOptions options, ModelDefaults defaults, IngestedInput input)
    {
        if (options.Size is { } size) return size;
        var table = options.SizeTable is { } name ? SizeTable.Named(name) : defaults.SizeTable;
        return table.Nearest(input.PictureHeight, input.PictureWidth);
    }
}
