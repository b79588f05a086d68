using System.Text.Json.Serialization;
using OmniAvatar.Planning;

namespace OmniAvatar.Models;

/// <summary>A model's settings, unless the user gives others; the values here are the released
/// configuration's.</summary>
public sealed record ModelDefaults
{
    /// <summary>The file of a model folder that can say otherwise, under <c>defaults</c>.</summary>
    public const string FileName = "omniavatar.json";

    private const int SizeStep = 16;

    /// <summary>Frames a second of the video, 1 to 120.</summary>
    [JsonPropertyName("fps")]
    public int FramesPerSecond { get; init; } = 25;

    /// <summary>Sizes to choose from as [height, width] in pixels, multiples of 16; none means the 480p
    /// table.</summary>
    [JsonPropertyName("sizes")]
    public IReadOnlyList<IReadOnlyList<int>>? Sizes { get; init; }

    /// <summary>Video tokens of one window, in the paper's units; at least 1.</summary>
    [JsonPropertyName("max_tokens")]
    public int MaxTokens { get; init; } = 30_000;

    /// <summary>Denoising steps, 1 to 1000.</summary>
    [JsonPropertyName("steps")]
    public int Steps { get; init; } = 50;

    /// <summary>Frames that neighbouring windows share, 4n+1.</summary>
    [JsonPropertyName("overlap")]
    public int OverlapFrames { get; init; } = 13;

    /// <summary>Guidance towards the text.</summary>
    [JsonPropertyName("guidance")]
    public double TextGuidanceScale { get; init; } = 4.5;

    /// <summary>Guidance towards the speech; null follows the text's.</summary>
    [JsonPropertyName("audio_guidance")]
    public double? AudioGuidanceScale { get; init; }

    /// <summary>Rows of text the transformer reads, padding included; 1 to 4096.</summary>
    [JsonPropertyName("text_length")]
    public int TextLength { get; init; } = 512;

    /// <summary>
    /// CPU threads of one operation, 1 to 256: part of what makes results bit-equal, so fixed, and fewer only where a
    /// slot's share of the machine's cores is less. A tiny model is quicker with one: its operations are shorter than
    /// the threads' meeting.
    /// </summary>
    [JsonPropertyName("threads")]
    public int Threads { get; init; } = 2;

    /// <summary>Whose polynomial TeaCache estimates changes with: <c>Wan2.1-T2V-14B</c> or <c>Wan2.1-T2V-1.3B</c>; null
    /// goes by the width.</summary>
    [JsonPropertyName("tea_cache_coefficients")]
    public string? TeaCacheCoefficients { get; init; }

    /// <summary>Whose polynomial TeaCache takes for a transformer of the given width: the named one, else that of the
    /// released model nearest in size.</summary>
    public string CoefficientsFor(int transformerWidth) =>
        TeaCacheCoefficients ?? (transformerWidth > 3072 ? "Wan2.1-T2V-14B" : "Wan2.1-T2V-1.3B");

    /// <summary>The sizes as a table.</summary>
    [JsonIgnore]
    public SizeTable SizeTable =>
        Sizes is null
            ? SizeTable.P480
            : new SizeTable("model", [.. Sizes.Select(size => new VideoSize(size[0], size[1]))]);

    /// <summary>These defaults, if a render can have them.</summary>
    /// <exception cref="BadInputException">A value is out of range.</exception>
    public ModelDefaults Validated()
    {
        Require(FramesPerSecond is >= 1 and <= 120, "fps must be 1 to 120");
        Require(
            Sizes is null || Sizes.Count > 0 && Sizes.All(IsSize),
            "sizes must be [height, width] in multiples of 16"
        );
        Require(MaxTokens >= 1, "max_tokens must be at least 1");
        Require(Steps is >= 1 and <= 1000, "steps must be 1 to 1000");
        Require(OverlapFrames >= 1 && OverlapFrames % 4 == 1, "overlap must be 4n+1");
        Require(
            double.IsFinite(TextGuidanceScale) && double.IsFinite(AudioGuidanceScale ?? 0),
            "guidance must be a number"
        );
        Require(Threads is >= 1 and <= 256, "threads must be 1 to 256");
        Require(TextLength is >= 1 and <= 4096, "text_length must be 1 to 4096");
        return this;
    }

    private static bool IsSize(IReadOnlyList<int> size) =>
        size is [>= SizeStep and <= 8192, >= SizeStep and <= 8192] && size.All(side => side % SizeStep == 0);

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new BadInputException($"The model's defaults in {FileName} are not valid: {rule}.");
    }
}
