using System.Globalization;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Values;

namespace OmniAvatar.Requests.Options;

/// <summary>Every option of a video, described once. Documents are compared with this table by a test.</summary>
public static class RenderOptionTable
{
    /// <summary>Least and most <see cref="Seconds"/>.</summary>
    public const double ShortestSilence = 0.1;
    public const double LongestSilence = 24 * 3600;

    private const double LargestGuidance = 100;

    private static readonly ModelDefaults Released = new();

    public static RenderOption Seed { get; } =
        new(
            "seed",
            "N",
            "Seed of all noise",
            $"{ReleasedDefaults.Seed}",
            ChoiceValue.Whole(0, long.MaxValue, c => c.Seed, (c, seed) => c with { Seed = seed })
        );

    public static RenderOption Steps { get; } =
        new(
            "steps",
            "N",
            "Denoising steps",
            $"the model's, else {Released.Steps}",
            ChoiceValue.Whole(
                1,
                RequestValidator.MaximumSteps,
                c => c.Steps,
                (c, steps) => c with { Steps = (int?)steps }
            )
        )
        {
            Synonym = "num_inference_steps",
            Note = "the paper's is 25",
        };

    public static RenderOption Guidance { get; } =
        new(
            "guidance",
            "G",
            "Guidance towards the prompt",
            string.Create(CultureInfo.InvariantCulture, $"the model's own, else {Released.TextGuidanceScale}"),
            ChoiceValue.Real(0, LargestGuidance, c => c.Guidance, (c, scale) => c with { Guidance = scale })
        )
        {
            Synonym = "guidance_scale",
            Note = "1 turns all guidance off",
        };

    public static RenderOption AudioGuidance { get; } =
        new(
            "audio_guidance",
            "A",
            "Guidance towards the speech",
            $"the model's own, else as {Guidance.Switch}",
            ChoiceValue.Real(0, LargestGuidance, c => c.AudioGuidance, (c, scale) => c with { AudioGuidance = scale })
        )
        {
            Note = $"another value costs a third call a step; none at {Guidance.Switch} 1",
        };

    public static RenderOption NegativePrompt { get; } =
        new(
            "negative_prompt",
            "TEXT",
            "What to avoid, in words",
            "the released one",
            ChoiceValue.Of(ValueForms.Text, c => c.NegativePrompt, (c, prompt) => c with { NegativePrompt = prompt })
        );

    public static RenderOption Overlap { get; } =
        new(
            "overlap",
            "N",
            "Frames that neighbouring segments share, 4n+1",
            $"{Released.OverlapFrames}",
            ChoiceValue.Whole(1, 1_000_000, c => c.Overlap, (c, frames) => c with { Overlap = (int?)frames })
        );

    public static RenderOption MaxTokens { get; } =
        new(
            "max_tokens",
            "N",
            "Video tokens of one segment, which decide its length",
            $"{Released.MaxTokens}",
            ChoiceValue.Whole(1, 10_000_000, c => c.MaxTokens, (c, tokens) => c with { MaxTokens = (int?)tokens })
        );

    public static RenderOption Size { get; } =
        new(
            "size",
            "WxH",
            "Size of the video in pixels",
            "the size table's nearest to the picture",
            ChoiceValue.Of(ValueForms.Size, c => c.Size, (c, size) => c with { Size = size })
        );

    public static RenderOption SizeTable { get; } =
        new(
            "size_table",
            "480p|720p",
            "Table of sizes to choose from",
            $"the model's, else {Released.SizeTable.Name}",
            ChoiceValue.Of(
                ValueForms.OneOf("480p", "720p"),
                c => c.SizeTable,
                (c, table) => c with { SizeTable = table }
            )
        );

    public static RenderOption Handoff { get; } =
        new(
            "handoff",
            "reencode|latents",
            "How a segment begins: from the last frames encoded again, or from the last latents",
            "reencode",
            ChoiceValue.Of(
                ValueForms.OneOf(("reencode", HandoffMode.Reencode), ("latents", HandoffMode.Latents)),
                c => c.Handoff,
                (c, handoff) => c with { Handoff = handoff }
            )
        );

    public static RenderOption TeaCache { get; } =
        new(
            "tea_cache",
            "T",
            "Skip steps whose input changed less than this",
            "none are skipped",
            ChoiceValue.Real(0, 100, c => c.TeaCache, (c, threshold) => c with { TeaCache = threshold })
        );

    public static RenderOption Shots { get; } =
        new(
            "shots",
            "single|auto",
            "How to cut the video: single is one chain of segments, auto cuts at pauses and changes of speaker",
            $"single up to {ShotOptions.DefaultMostSegments} segments, auto above",
            ChoiceValue.Of(
                ValueForms.OneOf(("single", ShotMode.Single), ("auto", ShotMode.Auto)),
                c => c.Shots,
                (c, shots) => c with { Shots = shots }
            )
        );

    public static RenderOption ShotSegments { get; } =
        new(
            "shot_segments",
            "N",
            "Segments of one shot at most; longer ones drift away from the picture",
            $"{ShotOptions.DefaultMostSegments}",
            ChoiceValue.Whole(
                1,
                SegmentPlanner.MaximumSegments,
                c => c.SegmentsPerShot,
                (c, most) => c with { SegmentsPerShot = (int?)most }
            )
        );

    public static RenderOption Crossfade { get; } =
        new(
            "crossfade",
            "S",
            "Seconds in which one shot fades into the next",
            "0, a cut",
            ChoiceValue.Real(0, 1, c => c.Crossfade, (c, seconds) => c with { Crossfade = seconds })
        );

    public static RenderOption MixedClasses { get; } =
        new(
            "mixed_classes",
            "allow|refuse",
            "Whether segments of one video may come from different kinds of machine",
            "allow",
            ChoiceValue.Of(
                ValueForms.OneOf(("allow", true), ("refuse", false)),
                c => c.AllowMixedClasses,
                (c, isAllowed) => c with { AllowMixedClasses = isAllowed }
            )
        );

    /// <summary>Of services alone.</summary>
    public static RenderOption Priority { get; } =
        new(
            "priority",
            "batch|normal|interactive",
            "How urgent the video is among your own",
            "normal",
            ChoiceValue.Of(
                ValueForms.OneOf(
                    ("batch", JobPriority.Batch),
                    ("normal", JobPriority.Normal),
                    ("interactive", JobPriority.Interactive)
                ),
                c => c.Priority,
                (c, priority) => c with { Priority = priority }
            )
        );

    /// <summary>Of services alone; renders always have speech.</summary>
    public static RenderOption Seconds { get; } =
        new(
            "seconds",
            "S",
            "Length of the silence where there is no speech",
            $"{ReleasedDefaults.SilenceSeconds}",
            ChoiceValue.Real(
                ShortestSilence,
                LongestSilence,
                c => c.Seconds,
                (c, seconds) => c with { Seconds = seconds }
            )
        );

    /// <summary>The options that both a render on this machine and a service take, in the order of their
    /// documents.</summary>
    public static IReadOnlyList<RenderOption> OfRenders { get; } =
    [
        Seed,
        Steps,
        Guidance,
        AudioGuidance,
        NegativePrompt,
        Overlap,
        MaxTokens,
        Size,
        SizeTable,
        Handoff,
        TeaCache,
        Shots,
        ShotSegments,
        Crossfade,
        MixedClasses,
    ];

    /// <summary>The options that a service takes.</summary>
    public static IReadOnlyList<RenderOption> OfSubmissions { get; } = [.. OfRenders, Priority, Seconds];
}
