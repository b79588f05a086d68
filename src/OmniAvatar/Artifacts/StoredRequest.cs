using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Finishing;
using OmniAvatar.Listening;
using OmniAvatar.Requests;

namespace OmniAvatar.Artifacts;

/// <summary>
/// A request as <c>request.json</c> has it. The first speaker stands among the request's own values and the others in a
/// list, because the first release had one speaker. The names and the order of these properties decide the bytes that
/// name a job, so they never change.
/// </summary>
internal sealed record StoredRequest
{
    public required string PictureSha256 { get; init; }
    public required int PictureWidth { get; init; }
    public required int PictureHeight { get; init; }
    public required string SoundSha256 { get; init; }
    public required long SpeechSamples { get; init; }
    public required string Prompt { get; init; }
    public required string NegativePrompt { get; init; }
    public required string ModelManifest { get; init; }
    public required long Seed { get; init; }
    public required int Steps { get; init; }
    public required double TextGuidanceScale { get; init; }
    public required double AudioGuidanceScale { get; init; }
    public required int OverlapFrames { get; init; }
    public required int MaxTokens { get; init; }
    public required int Height { get; init; }
    public required int Width { get; init; }
    public required int FramesPerSecond { get; init; }
    public required HandoffMode Handoff { get; init; }
    public required ShotMode Shots { get; init; }
    public int? SegmentsPerShot { get; init; }
    public int? CrossfadeFrames { get; init; }
    public IReadOnlyList<Pause>? Pauses { get; init; }
    public IReadOnlyList<SpeakerTurn>? Turns { get; init; }
    public IReadOnlyList<SpeakerRequest>? OtherSpeakers { get; init; }
    public double? TeaCacheThreshold { get; init; }
    public IReadOnlyList<ShotSettings>? ShotSettings { get; init; }
    public IReadOnlyList<BurntCaption>? BurntCaptions { get; init; }
    public string? Mark { get; init; }
    public required string NumericClass { get; init; }

    public static StoredRequest Of(RenderRequest request)
    {
        var first = request.Speakers[0];
        return new StoredRequest
        {
            PictureSha256 = first.PictureSha256,
            PictureWidth = first.PictureWidth,
            PictureHeight = first.PictureHeight,
            SoundSha256 = first.SoundSha256!,
            SpeechSamples = request.SpeechSamples,
            Prompt = first.Prompt,
            NegativePrompt = request.NegativePrompt,
            ModelManifest = request.ModelManifest,
            Seed = request.Seed,
            Steps = request.Steps,
            TextGuidanceScale = request.TextGuidanceScale,
            AudioGuidanceScale = request.AudioGuidanceScale,
            OverlapFrames = request.OverlapFrames,
            MaxTokens = request.MaxTokens,
            Height = request.Height,
            Width = request.Width,
            FramesPerSecond = request.FramesPerSecond,
            Handoff = request.Handoff,
            Shots = request.Shots,
            SegmentsPerShot = request.SegmentsPerShot,
            CrossfadeFrames = request.CrossfadeFrames,
            Pauses = request.Pauses,
            Turns = request.Turns,
            OtherSpeakers = request.Speakers.Count > 1 ? [.. request.Speakers.Skip(1)] : null,
            TeaCacheThreshold = request.TeaCacheThreshold,
            ShotSettings = request.ShotSettings,
            BurntCaptions = request.BurntCaptions,
            Mark = request.Mark,
            NumericClass = request.NumericClass,
        };
    }

    public RenderRequest ToRequest() =>
        new()
        {
            Speakers =
            [
                new SpeakerRequest(PictureSha256, PictureWidth, PictureHeight, Prompt, SoundSha256),
                .. OtherSpeakers ?? [],
            ],
            SpeechSamples = SpeechSamples,
            NegativePrompt = NegativePrompt,
            ModelManifest = ModelManifest,
            Seed = Seed,
            Steps = Steps,
            TextGuidanceScale = TextGuidanceScale,
            AudioGuidanceScale = AudioGuidanceScale,
            OverlapFrames = OverlapFrames,
            MaxTokens = MaxTokens,
            Height = Height,
            Width = Width,
            FramesPerSecond = FramesPerSecond,
            Handoff = Handoff,
            Shots = Shots,
            SegmentsPerShot = SegmentsPerShot,
            CrossfadeFrames = CrossfadeFrames,
            Pauses = Pauses,
            Turns = Turns,
            TeaCacheThreshold = TeaCacheThreshold,
            ShotSettings = ShotSettings,
            BurntCaptions = BurntCaptions,
            Mark = Mark,
            NumericClass = NumericClass,
        };
}

/// <summary>Writes and reads requests in their stored form.</summary>
internal sealed class RequestConverter : JsonConverter<RenderRequest>
{
    public override RenderRequest? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, StoredRequestJson.Default.StoredRequest)?.ToRequest();

    public override void Write(Utf8JsonWriter writer, RenderRequest request, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, StoredRequest.Of(request), StoredRequestJson.Default.StoredRequest);
}

/// <summary>As <see cref="ArtifactJson"/>, which as a public class cannot name the stored form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(StoredRequest))]
internal sealed partial class StoredRequestJson : JsonSerializerContext;
