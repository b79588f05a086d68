using System.Globalization;

namespace OmniAvatar.Artifacts;

/// <summary>One file of a result.</summary>
/// <param name="Role">What it is to its readers, see <see cref="PartRoles"/>.</param>
/// <param name="Name">Its artifact name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its bytes.</param>
public sealed record ArtifactPart(string Role, string Name, long Bytes, string Sha256);

/// <summary>
/// The content of <c>result.json</c>: created once, if absent, it makes one attempt's files the result. Every reader
/// takes all parts from this one manifest.
/// </summary>
public sealed record ResultManifest
{
    /// <summary>Name of every manifest, in the folder of the work that it is the result of.</summary>
    public const string FileName = "result.json";

    /// <summary>The attempt that won.</summary>
    public required int Attempt { get; init; }

    /// <summary>Where the numbers come from, see <see cref="Rendering.NumericClass"/>; empty for joined
    /// output.</summary>
    public required string NumericClass { get; init; }

    /// <summary>Files of the result, by name.</summary>
    public required IReadOnlyList<ArtifactPart> Parts { get; init; }

    /// <summary>Frames shown by this result; 0 for conditioning.</summary>
    public int Frames { get; init; }

    /// <summary>SHA-256 of the shown frames' raw RGB24 bytes before encoding; null for conditioning and joined
    /// output.</summary>
    public string? FramesSha256 { get; init; }

    /// <summary>Time the winner's slot was busy with it; 0 for joined output.</summary>
    public long GpuMilliseconds { get; init; }

    /// <summary>The manifest of another job's segment whose files these are copies of; null for what this job
    /// rendered.</summary>
    public string? TakenFrom { get; init; }

    /// <summary>The manifest whose prefix this segment continued; null for a shot's first segment.</summary>
    public string? Predecessor { get; init; }

    /// <summary>The part of a role, or null.</summary>
    public ArtifactPart? FindPart(string role) => Parts.FirstOrDefault(p => p.Role == role);

    /// <summary>The part of a role.</summary>
    /// <exception cref="DamagedException">The manifest has no such part.</exception>
    public ArtifactPart Part(string role) =>
        FindPart(role) ?? throw new DamagedException($"A result lacks its part '{role}'.");
}

/// <summary>The roles that parts of results play.</summary>
public static class PartRoles
{
    /// <summary>Prompt embeddings: tensors <c>positive</c>, <c>negative</c> (1, text length, text width).</summary>
    public const string Prompt = "prompt";

    /// <summary>Reference latents: tensor <c>latents</c> (1, 16, 1, h, w) of the picture.</summary>
    public const string Reference = "reference";

    /// <summary>Statistics over the whole speech that windows of the audio encoder need (JSON).</summary>
    public const string AudioStatistics = "audio-statistics";

    /// <summary>A segment's shown frames as H.264 in mp4, ready to be joined by stream copy.</summary>
    public const string Fragment = "fragment";

    /// <summary>Prefix latents for the next segment: tensor <c>latents</c> (1, 16, (3+overlap)/4, h, w).</summary>
    public const string Prefix = "prefix";

    /// <summary>The decoder's causal caches after this segment; only with the latents handoff.</summary>
    public const string DecoderState = "decoder-state";

    /// <summary>Frames after a shot's end, as H.264 in mp4, to be faded into the next shot's beginning; only with a
    /// crossfade.</summary>
    public const string Tail = "tail";

    /// <summary>The finished mp4.</summary>
    public const string Video = "video";

    /// <summary>The finished video's sound alone, as AAC in mp4.</summary>
    public const string Audio = "audio";

    /// <summary>One frame of the finished video as WebP.</summary>
    public const string Thumbnail = "thumbnail";

    /// <summary>Frames of the whole finished video in rows of ten, as JPEG.</summary>
    public const string Spritesheet = "spritesheet";

    /// <summary>The finished video's captions as WebVTT, at the times at which they are heard.</summary>
    public const string Subtitles = "subtitles";

    /// <summary>A role of the conditioning by speaker, from 0: <c>prompt</c>, <c>prompt-1</c> and so on.</summary>
    public static string Of(string role, int speaker) => role + Suffix(speaker);

    /// <summary>What tells the files of speakers apart, from 0: nothing, <c>-1</c> and so on. Stores hold these
    /// names.</summary>
    public static string Suffix(int speaker) =>
        speaker == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{speaker}");
}
