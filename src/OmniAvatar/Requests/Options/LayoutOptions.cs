using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Values;

namespace OmniAvatar.Requests.Options;

/// <summary>The options of a video's size, and of its segments and shots.</summary>
public static class LayoutOptions
{
    private static readonly ModelDefaults Released = new();

    /// <summary><see cref="RenderChoices.Overlap"/>.</summary>
    public static RenderOption Overlap { get; } =
        new(
            "overlap",
            "N",
            "Frames that neighbouring segments share, 4n+1",
            $"{Released.OverlapFrames}",
            ChoiceValue.Whole(1, 1_000_000, c => c.Overlap, (c, frames) => c with { Overlap = (int?)frames })
        );

    /// <summary><see cref="RenderChoices.MaxTokens"/>.</summary>
    public static RenderOption MaxTokens { get; } =
        new(
            "max_tokens",
            "N",
            "Video tokens of one segment, which decide its length",
            $"{Released.MaxTokens}",
            ChoiceValue.Whole(1, 10_000_000, c => c.MaxTokens, (c, tokens) => c with { MaxTokens = (int?)tokens })
        );

    /// <summary><see cref="RenderChoices.Size"/>.</summary>
    public static RenderOption Size { get; } =
        new(
            "size",
            "WxH",
            "Size of the video in pixels",
            "the size in the table whose shape is closest to the picture's",
            ChoiceValue.Of(ValueForms.Size, c => c.Size, (c, size) => c with { Size = size })
        );

    /// <summary><see cref="RenderChoices.SizeTable"/>.</summary>
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

    /// <summary><see cref="RenderChoices.Handoff"/>.</summary>
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

    /// <summary><see cref="RenderChoices.Shots"/>.</summary>
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

    /// <summary><see cref="RenderChoices.SegmentsPerShot"/>.</summary>
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

    /// <summary><see cref="RenderChoices.KeepAngles"/>.</summary>
    public static RenderOption Angles { get; } =
        new(
            "angles",
            "next|same",
            "From which picture a speaker with several is shown: from the next with each shot, or always from the first",
            "next",
            ChoiceValue.Of(
                ValueForms.OneOf(("next", false), ("same", true)),
                c => c.KeepAngles,
                (c, keep) => c with { KeepAngles = keep }
            )
        );

    /// <summary><see cref="RenderChoices.Crossfade"/>.</summary>
    public static RenderOption Crossfade { get; } =
        new(
            "crossfade",
            "S",
            "Seconds in which one shot fades into the next",
            "0, a cut",
            ChoiceValue.Real(0, 1, c => c.Crossfade, (c, seconds) => c with { Crossfade = seconds })
        );
}
