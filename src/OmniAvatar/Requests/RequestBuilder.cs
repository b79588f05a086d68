using OmniAvatar.Finishing;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Scripts;

namespace OmniAvatar.Requests;

/// <summary>Makes a request: what the user chose, else what the model folder says, else what the released model was run
/// with.</summary>
public static class RequestBuilder
{
    /// <param name="choices">What the user chose.</param>
    /// <param name="defaults">What the model is run with otherwise.</param>
    /// <param name="modelManifest">Identity of the model folder's content.</param>
    /// <param name="inputs">What was found out about pictures and sounds.</param>
    /// <param name="numericClass">The class that begins the job, see <see cref="Rendering.NumericClass"/>.</param>
    /// <exception cref="WrongUseException">The numbers cannot be rendered.</exception>
    /// <exception cref="BadInputException">The request has no speech.</exception>
    public static RenderRequest Build(
        RenderChoices choices,
        ModelDefaults defaults,
        string modelManifest,
        InputFacts inputs,
        string numericClass
    )
    {
        RequireConsistent(choices);
        var speakers = Speakers(choices, inputs);
        var size = SizeOf(choices, defaults, speakers[0]);
        var guidance = choices.Guidance ?? defaults.TextGuidanceScale;
        var request = new RenderRequest
        {
            Speakers = speakers,
            SpeechSamples = inputs.SpeechSamples,
            NegativePrompt = choices.NegativePrompt ?? ReleasedDefaults.NegativePrompt,
            ModelManifest = modelManifest,
            Seed = choices.Seed ?? ReleasedDefaults.Seed,
            Steps = choices.Steps ?? defaults.Steps,
            TextGuidanceScale = guidance,
            AudioGuidanceScale =
                choices.AudioGuidance ?? (choices.Guidance is null ? defaults.AudioGuidanceScale : null) ?? guidance,
            OverlapFrames = choices.Overlap ?? defaults.OverlapFrames,
            MaxTokens = choices.MaxTokens ?? defaults.MaxTokens,
            Height = size.Height,
            Width = size.Width,
            FramesPerSecond = defaults.FramesPerSecond,
            Handoff = choices.Handoff ?? HandoffMode.Reencode,
            Shots = choices.Shots ?? ShotMode.Single,
            TeaCacheThreshold = choices.TeaCache,
            BurntCaptions = BurntCaptions(choices, inputs, defaults.FramesPerSecond),
            Mark = choices.Mark,
            NumericClass = numericClass,
        };
        RequestValidator.Require(request);
        if (choices.Shots is null && (inputs.HasScriptOrAngles || IsBetterCut(request, choices)))
            request = request with { Shots = ShotMode.Auto };
        if (request.Shots == ShotMode.Auto)
            request = WithShots(request, choices, inputs);
        RequestValidator.RequireShots(request);
        if (!inputs.HasScriptOrAngles)
            return request;
        if (request.Shots == ShotMode.Single)
            throw new WrongUseException("A single shot is never cut, so it takes neither a script nor several angles.");
        return ScriptedShots.WriteInto(request, inputs, choices.KeepAngles ?? false);
    }

    /// <summary>Refuses choices that exclude each other, before any input is looked at.</summary>
    /// <exception cref="WrongUseException">They do.</exception>
    public static void RequireConsistent(RenderChoices choices)
    {
        if (choices.SegmentsPerShot is { } segments)
            RequestValidator.RequireSegmentsPerShot(segments);
        if (choices.Shots == ShotMode.Single && (choices.SegmentsPerShot is not null || choices.Crossfade > 0))
            throw new WrongUseException(
                "A single shot is never cut, so it takes neither a crossfade nor a number of segments."
            );
    }

    private static bool IsBetterCut(RenderRequest request, RenderChoices choices)
    {
        if (request.Speakers.Count > 1)
            return true;
        var frames = SpeechFrames.Count(request.SpeechSamples, request.FramesPerSecond);
        return frames
            > SegmentPlanner.WindowOf(request).Capacity(choices.SegmentsPerShot ?? ShotOptions.DefaultMostSegments);
    }

    private static RenderRequest WithShots(RenderRequest request, RenderChoices choices, InputFacts inputs)
    {
        var crossfade = (int)Math.Round((choices.Crossfade ?? 0) * request.FramesPerSecond);
        return request with
        {
            SegmentsPerShot = choices.SegmentsPerShot ?? ShotOptions.DefaultMostSegments,
            CrossfadeFrames = crossfade > 0 ? crossfade : null,
            Pauses = inputs.Pauses,
            Turns = inputs.Turns.Count > 0 ? inputs.Turns : null,
        };
    }

    private static SpeakerRequest[] Speakers(RenderChoices choices, InputFacts inputs)
    {
        if (inputs.Speakers.Count != choices.Prompts.Count)
            throw new ArgumentException(
                $"The number of prompts ({choices.Prompts.Count}) is not the number of speakers "
                    + $"({inputs.Speakers.Count}).",
                nameof(choices)
            );
        if (inputs.Speakers is not [{ SoundSha256: not null }, ..])
            throw new ArgumentException("The first speaker has no sound.", nameof(inputs));
        return
        [
            .. inputs.Speakers.Zip(
                choices.Prompts,
                (speaker, prompt) =>
                    new SpeakerRequest(
                        speaker.PictureSha256,
                        speaker.PictureWidth,
                        speaker.PictureHeight,
                        prompt,
                        speaker.SoundSha256
                    )
            ),
        ];
    }

    private static IReadOnlyList<BurntCaption>? BurntCaptions(
        RenderChoices choices,
        InputFacts inputs,
        int framesPerSecond
    )
    {
        if (choices.BurnCaptions is not true)
            return null;
        return inputs.Captions is { } captions
            ? BurntCaption.Of(captions, framesPerSecond)
            : throw new WrongUseException("Captions can be drawn into the frames only if a file of captions is given.");
    }

    private static VideoSize SizeOf(RenderChoices choices, ModelDefaults defaults, SpeakerRequest first)
    {
        if (choices.Size is { } size)
            return size;
        var table = choices.SizeTable is { } name ? SizeTable.Named(name) : defaults.SizeTable;
        return table.Nearest(first.PictureHeight, first.PictureWidth);
    }
}
