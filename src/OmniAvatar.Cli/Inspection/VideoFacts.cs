using System.Text.Json.Serialization;
using OmniAvatar.Media.Provenance;

namespace OmniAvatar.Cli.Inspection;

/// <summary>What <c>inspect --json</c> prints; what the file does not say is left out.</summary>
internal sealed record VideoFacts
{
    public required string File { get; init; }

    /// <summary>Whether the file says that it is AI-generated: yes, partly, no or unknown.</summary>
    public required string AiGenerated { get; init; }

    public string? DigitalSourceType { get; init; }

    /// <summary>The source type in words.</summary>
    public string? DigitalSource { get; init; }

    public string? CreatorTool { get; init; }

    public string? Model { get; init; }

    public string? ModelIdentity { get; init; }

    public string? Job { get; init; }

    public string? RequestSha256 { get; init; }

    public required bool ContentCredentials { get; init; }

    public string? Title { get; init; }

    public string? Artist { get; init; }

    public double? Seconds { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public double? FramesPerSecond { get; init; }

    public required string VideoCodec { get; init; }

    public string? SoundCodec { get; init; }

    public required IReadOnlyList<Chapter> Chapters { get; init; }

    public static VideoFacts Of(string file, VideoInspection found) =>
        new()
        {
            File = file,
            AiGenerated = SourceTypes.ShareOf(found.Statement.DigitalSourceType) switch
            {
                AiShare.All => "yes",
                AiShare.Part => "partly",
                AiShare.None => "no",
                _ => "unknown",
            },
            DigitalSourceType = found.Statement.DigitalSourceType,
            DigitalSource = SourceTypes.WordsOf(found.Statement.DigitalSourceType),
            CreatorTool = found.Statement.CreatorTool,
            Model = found.Statement.Model,
            ModelIdentity = found.Statement.ModelIdentity,
            Job = found.Statement.Job,
            RequestSha256 = found.Statement.RequestSha256,
            ContentCredentials = found.HasContentCredentials,
            Title = found.Basics.Title,
            Artist = found.Basics.Artist,
            Seconds = found.Basics.Seconds,
            Width = found.Basics.Width,
            Height = found.Basics.Height,
            FramesPerSecond = found.Basics.FrameRate,
            VideoCodec = found.Basics.VideoCodec,
            SoundCodec = found.Basics.SoundCodec,
            Chapters = found.Basics.Chapters,
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(VideoFacts))]
internal sealed partial class VideoFactsJson : JsonSerializerContext;
