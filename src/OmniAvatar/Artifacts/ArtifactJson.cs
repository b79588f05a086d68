using System.Text.Json.Serialization;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Artifacts;

/// <summary>How documents in the store are written: camelCase JSON, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ResultManifest))]
[JsonSerializable(typeof(RenderRequest))]
[JsonSerializable(typeof(RenderPlan))]
public sealed partial class ArtifactJson : JsonSerializerContext;
