using System.Globalization;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>The fields of <c>POST /v1/videos</c>: OpenAI's names, and beside them the names that <c>render</c>'s options have.</summary>
internal static class SubmissionFields
{
    private const double DefaultSeconds = 4;
    private const double ShortestSeconds = 0.1;
    private const int LongestName = 128;

    /// <exception cref="ApiException">A field is missing, unknown, or has a value that it cannot have.</exception>
    public static Submission Read(SubmissionForm form, VideoApiOptions options)
    {
        var fields = new FieldReader(form.Texts);
        var (prompts, files) = new SpeakerFields(fields, form, options.PromptCharacters).Read();
        var isSilent = files is { Recording: null, Speakers: [{ Sound: null }] };
        var seconds = fields.Real("seconds", ShortestSeconds, options.SilenceSeconds);
        if (!isSilent && seconds is not null)
            throw Refusals.Invalid("seconds", "'seconds' is for videos without audio_reference: with one, the speech decides the length.");
        var submission = new Submission
        {
            Choices = Choices(fields, options) with { Prompt = prompts[0], OtherPrompts = [.. prompts.Skip(1)] },
            Model = fields.Text("model", LongestName),
            Priority = fields.OneOf("priority", JobPriority.Normal,
                ("batch", JobPriority.Batch), ("normal", JobPriority.Normal), ("interactive", JobPriority.Interactive)),
            AllowMixedClasses = fields.OneOf("mixed_classes", true, ("allow", true), ("refuse", false)),
            Files = files,
            SilenceSeconds = isSilent ? seconds ?? DefaultSeconds : null,
        };
        fields.Finish();
        return submission;
    }

    private static RenderChoices Choices(FieldReader fields, VideoApiOptions options) => new()
    {
        Prompt = "",
        NegativePrompt = fields.Text("negative_prompt", options.PromptCharacters),
        Seed = fields.Whole("seed", 0, long.MaxValue),
        Steps = (int?)fields.Whole("steps", 1, RequestValidator.MaximumSteps),
        Guidance = fields.Real("guidance", 0, 100),
        AudioGuidance = fields.Real("audio_guidance", 0, 100),
        Overlap = (int?)fields.Whole("overlap", 1, 1_000_000),
        MaxTokens = (int?)fields.Whole("max_tokens", 1, 10_000_000),
        Size = Size(fields),
        SizeTable = fields.OneOf<string?>("size_table", null, ("480p", "480p"), ("720p", "720p")),
        Handoff = fields.OneOf("handoff", HandoffMode.Reencode, ("reencode", HandoffMode.Reencode), ("latents", HandoffMode.Latents)),
        Shots = fields.OneOf<ShotMode?>("shots", null, ("single", ShotMode.Single), ("auto", ShotMode.Auto)),
        SegmentsPerShot = (int?)fields.Whole("shot_segments", 1, SegmentPlanner.MaximumSegments),
        Crossfade = fields.Real("crossfade", 0, 1),
        TeaCache = fields.Real("tea_cache", 0, 100),
    };

    private static VideoSize? Size(FieldReader fields)
    {
        if (fields.Text("size", 32) is not { } text) return null;
        var sides = text.Split('x');
        return sides is [var w, var h] && TryParseSide(w, out var width) && TryParseSide(h, out var height)
            ? new VideoSize(height, width)
            : throw Refusals.Invalid("size", "'size' is WIDTHxHEIGHT in pixels, such as 720x400.");
    }

    private static bool TryParseSide(string text, out int side) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side);
}
