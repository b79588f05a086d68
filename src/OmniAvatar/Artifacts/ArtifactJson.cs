using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OmniAvatar.Finishing;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Artifacts;

/// <summary>How documents in the store are written: camelCase JSON, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ResultManifest))]
[JsonSerializable(typeof(RenderRequest))]
[JsonSerializable(typeof(RenderPlan))]
[JsonSerializable(typeof(VideoFinish))]
public sealed partial class ArtifactJson : JsonSerializerContext
{
    /// <summary>Reads a document of the store.</summary>
    /// <exception cref="DamagedException">It is not what was once written.</exception>
    public static T Read<T>(byte[] content, JsonTypeInfo<T> type, ArtifactName name)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(content, type)
                ?? throw new DamagedException($"The document {name} is empty.", name.Value);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            throw new DamagedException($"The document {name} is damaged.", name.Value, e);
        }
    }
}
