using OmniAvatar.Values;

namespace OmniAvatar.Requests.Options;

/// <summary>Every option of a video, described once. Documents are compared with this table by a test.</summary>
public static class RenderOptionTable
{
    /// <summary>Least <see cref="Seconds"/>.</summary>
    public const double ShortestSilence = 0.1;

    /// <summary>Most <see cref="Seconds"/>.</summary>
    public const double LongestSilence = 24 * 3600;

    /// <summary><see cref="RenderChoices.AllowMixedClasses"/>.</summary>
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

    /// <summary><see cref="RenderChoices.Priority"/>; of services alone.</summary>
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

    /// <summary><see cref="RenderChoices.Seconds"/>; of services alone, as renders have speech.</summary>
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
        DenoisingOptions.Seed,
        DenoisingOptions.Steps,
        DenoisingOptions.Guidance,
        DenoisingOptions.AudioGuidance,
        DenoisingOptions.NegativePrompt,
        LayoutOptions.Overlap,
        LayoutOptions.MaxTokens,
        LayoutOptions.Size,
        LayoutOptions.SizeTable,
        LayoutOptions.Handoff,
        DenoisingOptions.TeaCache,
        LayoutOptions.Shots,
        LayoutOptions.ShotSegments,
        LayoutOptions.Crossfade,
        LayoutOptions.Angles,
        FinishingOptions.BurnCaptions,
        FinishingOptions.Mark,
        FinishingOptions.Loudness,
        FinishingOptions.Title,
        FinishingOptions.Artist,
        MixedClasses,
    ];

    /// <summary>The options that a service takes.</summary>
    public static IReadOnlyList<RenderOption> OfSubmissions { get; } = [.. OfRenders, Priority, Seconds];
}
