using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>
/// The fields of <c>POST /v1/videos</c>: OpenAI's names, beside them the names that <c>render</c>'s options have, and
/// those of other servers where they mean the same.
/// </summary>
internal static class SubmissionFields
{
    private const double DefaultSeconds = 4;
    private const double ShortestSeconds = 0.1;
    private const double LongestSpeechSeconds = 24 * 3600;
    private const int LongestName = 128;
    private const int LongestUser = 512;
    private const long RandomSeed = -1;

    /// <exception cref="ApiException">A field is missing, unknown, or has a value that it cannot have.</exception>
    public static Submission Read(SubmissionForm form, VideoApiOptions options)
    {
        var fields = new FieldReader(form.Texts);
        var (prompts, files) = new SpeakerFields(fields, form, options.PromptCharacters).Read();
        var isSilent = files is { Recording: null, Speakers: [{ Sound: null }] };
        var seconds = fields.Real("seconds", ShortestSeconds, isSilent ? options.SilenceSeconds : LongestSpeechSeconds);
        var seed = fields.Whole("seed", RandomSeed, long.MaxValue);
        var submission = new Submission
        {
            Choices = Choices(fields, options) with { Prompts = prompts, Seed = seed == RandomSeed ? null : seed },
            HasRandomSeed = seed == RandomSeed,
            Model = fields.Word("model", LongestName),
            Priority = fields.OneOf(
                "priority",
                JobPriority.Normal,
                ("batch", JobPriority.Batch),
                ("normal", JobPriority.Normal),
                ("interactive", JobPriority.Interactive)
            ),
            AllowMixedClasses = fields.OneOf("mixed_classes", true, ("allow", true), ("refuse", false)),
            Files = files,
            SilenceSeconds = isSilent ? seconds ?? DefaultSeconds : null,
            StatedSeconds = isSilent ? null : seconds,
            FramesPerSecond = fields.Real("fps", 1, 1000),
            SentAs = name => form.NameOf(fields.SentAs(name)),
        };
        TakeWhatSaysNothing(fields);
        fields.Finish();
        return submission;
    }

    /// <summary>Fields that clients send as a matter of course and that change nothing here.</summary>
    private static void TakeWhatSaysNothing(FieldReader fields)
    {
        if (fields.Whole("n", long.MinValue, long.MaxValue) is not (null or 1))
            throw Refusals.Invalid("n", "'n' is 1: a request makes one video.");
        fields.Text("user", LongestUser);
    }

    private static RenderChoices Choices(FieldReader fields, VideoApiOptions options) =>
        new()
        {
            Prompts = [],
            NegativePrompt = fields.Text("negative_prompt", options.PromptCharacters),
            Steps = (int?)
                fields.Whole(fields.OneName("steps", "num_inference_steps"), 1, RequestValidator.MaximumSteps),
            Guidance = fields.Real(fields.OneName("guidance", "guidance_scale"), 0, 100),
            AudioGuidance = fields.Real("audio_guidance", 0, 100),
            Overlap = (int?)fields.Whole("overlap", 1, 1_000_000),
            MaxTokens = (int?)fields.Whole("max_tokens", 1, 10_000_000),
            Size = Size(fields),
            SizeTable = fields.OneOf<string?>("size_table", null, ("480p", "480p"), ("720p", "720p")),
            Handoff = fields.OneOf(
                "handoff",
                HandoffMode.Reencode,
                ("reencode", HandoffMode.Reencode),
                ("latents", HandoffMode.Latents)
            ),
            Shots = fields.OneOf<ShotMode?>("shots", null, ("single", ShotMode.Single), ("auto", ShotMode.Auto)),
            SegmentsPerShot = (int?)fields.Whole("shot_segments", 1, SegmentPlanner.MaximumSegments),
            Crossfade = fields.Real("crossfade", 0, 1),
            TeaCache = fields.Real("tea_cache", 0, 100),
        };

    private static VideoSize? Size(FieldReader fields)
    {
        var (width, height) = (fields.Whole("width", 1, short.MaxValue), fields.Whole("height", 1, short.MaxValue));
        if ((width is null) != (height is null))
            throw Refusals.Invalid(width is null ? "height" : "width", "'width' and 'height' go together.");
        fields.OneName("size", "width");
        if (width is not null)
            return new VideoSize((int)height!, (int)width);
        if (fields.Word("size") is not { } text)
            return null;
        return VideoSize.TryParse(text, out var size)
            ? size
            : throw Refusals.Invalid("size", "'size' is WIDTHxHEIGHT in pixels, such as 720x400.");
    }
}
