using OmniAvatar.Models;
using OmniAvatar.Planning;

namespace OmniAvatar.Requests;

/// <summary>Makes a request: what the user chose, else what the model folder says, else what the released model was run with.</summary>
public static class RequestBuilder
{
    /// <param name="choices">What the user chose.</param>
    /// <param name="defaults">What the model is run with otherwise.</param>
    /// <param name="modelManifest">Identity of the model folder's content.</param>
    /// <param name="inputs">What was found out about pictures and sounds.</param>
    /// <param name="numericClass">The class that begins the job, see <see cref="Rendering.NumericClass"/>.</param>
    /// <exception cref="WrongUseException">The numbers cannot be rendered.</exception>
    /// <exception cref="BadInputException">There is no speech.</exception>
    public static RenderRequest Build(RenderChoices choices, ModelDefaults defaults, string modelManifest, InputFacts inputs, string numericClass)
    {
        var first = inputs.Speakers[0];
        var size = SizeOf(choices, defaults, first);
        var guidance = choices.Guidance ?? defaults.TextGuidanceScale;
        var request = new RenderRequest
        {
            PictureSha256 = first.PictureSha256,
            PictureWidth = first.PictureWidth,
            PictureHeight = first.PictureHeight,
            SoundSha256 = first.SoundSha256 ?? throw new ArgumentException("The first speaker has no sound.", nameof(inputs)),
            SpeechSamples = inputs.SpeechSamples,
            Prompt = choices.Prompt,
            NegativePrompt = choices.NegativePrompt ?? ReleasedDefaults.NegativePrompt,
            ModelManifest = modelManifest,
            Seed = choices.Seed ?? ReleasedDefaults.Seed,
            Steps = choices.Steps ?? defaults.Steps,
            TextGuidanceScale = guidance,
            AudioGuidanceScale = choices.AudioGuidance ?? (choices.Guidance is null ? defaults.AudioGuidanceScale : null) ?? guidance,
            OverlapFrames = choices.Overlap ?? defaults.OverlapFrames,
            MaxTokens = choices.MaxTokens ?? defaults.MaxTokens,
            Height = size.Height,
            Width = size.Width,
            FramesPerSecond = defaults.FramesPerSecond,
            Handoff = choices.Handoff,
            Shots = ShotMode.Single,
            TeaCacheThreshold = choices.TeaCache,
            NumericClass = numericClass,
        };
        RequestValidator.Require(request);
        return request;
    }

    private static VideoSize SizeOf(RenderChoices choices, ModelDefaults defaults, SpeakerFacts first)
    {
        if (choices.Size is { } size) return size;
        var table = choices.SizeTable is { } name ? SizeTable.Named(name) : defaults.SizeTable;
        return table.Nearest(first.PictureHeight, first.PictureWidth);
    }
}
