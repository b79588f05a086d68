using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Webhooks;

namespace OmniAvatar.Silos.Http.Submissions.Fields;

/// <summary>
/// The fields of <c>POST /v1/videos</c>: OpenAI's names, beside them the names that <c>render</c>'s options have, and
/// those of other servers where they mean the same.
/// </summary>
internal static class SubmissionFields
{
    private const int LongestName = 128;
    private const int LongestUser = 512;

    /// <summary>The length of a video without speech in frames.</summary>
    public const string FrameCount = "num_frames";

    /// <summary>All options except two that have other bounds here: the seed can be drawn, and seconds can be sent with
    /// speech.</summary>
    private static readonly RenderOption[] AsTheTableSays =
    [
        .. RenderOptionTable.OfSubmissions.Except([DenoisingOptions.Seed, RenderOptionTable.Seconds]),
    ];

    /// <exception cref="ApiException">A field is missing, unknown, or has a value that it cannot have.</exception>
    public static Submission Read(SubmissionForm form, VideoApiOptions options) =>
        Read(new FieldReader(form.Texts), form, options);

    internal static Submission Read(FieldReader fields, SubmissionForm form, VideoApiOptions options)
    {
        var (prompts, files) = new SpeakerFields(fields, form, options.PromptCharacters).Read();
        var isSilent = files is { Recording: null, Speakers: [{ Sound: null }] };
        var seconds = fields.Real(
            RenderOptionTable.Seconds.Name,
            RenderOptionTable.ShortestSilence,
            isSilent ? options.SilenceSeconds : RenderOptionTable.LongestSilence
        );
        var (seed, isDrawn) = DrawnSeed.Read(fields);
        var submission = new Submission
        {
            Choices = Choices(fields, prompts, options.PromptCharacters) with { Seed = seed },
            HasRandomSeed = isDrawn,
            Model = fields.Word("model", LongestName),
            Files = files with
            {
                Script = PathOf(References.Script),
                ScriptPictures = form.FilesOf(References.Pictures)
                    .ToDictionary(picture => picture.Name, picture => picture.Path),
                Captions = PathOf(References.Captions),
                Chapters = PathOf(References.Chapters),
                Cover = PathOf(References.Cover),
            },
            SilenceSeconds = isSilent ? seconds ?? ReleasedDefaults.SilenceSeconds : null,
            StatedSeconds = isSilent ? null : seconds,
            Frames = Frames(fields, isSilent, seconds is not null),
            FramesPerSecond = fields.Real("fps", 1, 1000),
            Webhook = WebhookFields.Read(fields),
            SentAs = name => form.NameOf(fields.SentAs(name)),
        };
        TakeWhatSaysNothing(fields);
        fields.Finish();
        if (submission.Files is { Script: null, ScriptPictures.Count: > 0 })
            throw Refusals.Invalid(References.Pictures, "'pictures' are only allowed with 'script', which names them.");
        return submission;

        string? PathOf(string reference) => form.Files.GetValueOrDefault(reference)?.Path;
    }

    /// <summary>What some servers take in the place of <c>seconds</c>.</summary>
    private static int? Frames(FieldReader fields, bool isSilent, bool hasSeconds)
    {
        if (fields.Whole(FrameCount, 1, int.MaxValue) is not { } frames)
            return null;
        if (!isSilent)
            throw Refusals.Invalid(
                FrameCount,
                $"'{FrameCount}' is only allowed without speech: the speech decides the length."
            );
        return hasSeconds
            ? throw Refusals.Invalid(
                FrameCount,
                $"'{FrameCount}' and 'seconds' both decide the length: send one of them."
            )
            : (int)frames;
    }

    /// <summary>Fields that clients send by default and that have no effect here.</summary>
    private static void TakeWhatSaysNothing(FieldReader fields)
    {
        if (fields.Whole("n", long.MinValue, long.MaxValue) is not (null or 1))
            throw Refusals.Invalid("n", "'n' must be 1: a request makes one video.");
        fields.Text("user", LongestUser);
    }

    private static RenderChoices Choices(FieldReader fields, IReadOnlyList<string> prompts, int longestText) =>
        AsTheTableSays.Aggregate(
            new RenderChoices { Prompts = prompts, Size = WidthAndHeight(fields) },
            (choices, option) => fields.Choose(option, choices, longestText)
        );

    /// <summary>What some servers send in the place of <c>size</c>.</summary>
    private static VideoSize? WidthAndHeight(FieldReader fields)
    {
        var (width, height) = (fields.Whole("width", 1, short.MaxValue), fields.Whole("height", 1, short.MaxValue));
        if ((width is null) != (height is null))
            throw Refusals.Invalid(width is null ? "height" : "width", "'width' and 'height' must be given together.");
        fields.OneName(LayoutOptions.Size.Name, "width");
        return width is null ? null : new VideoSize((int)height!, (int)width);
    }
}
