using System.Text.Json.Serialization;

namespace OmniAvatar.Client.Wire;

/// <summary>How the API's documents are written: snake_case JSON, absent values as null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Video))]
[JsonSerializable(typeof(VideoEstimate))]
[JsonSerializable(typeof(VideoProgress))]
[JsonSerializable(typeof(VideoPart))]
[JsonSerializable(typeof(VideoShotList))]
[JsonSerializable(typeof(VideoList))]
[JsonSerializable(typeof(VideoDeleted))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(VideoWarning))]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(WebhookSecret))]
[JsonSerializable(typeof(WebhookDeliveryView))]
[JsonSerializable(typeof(WebhookDeliveryList))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(AdminPool))]
[JsonSerializable(typeof(AdminDrain))]
[JsonSerializable(typeof(AdminTenants))]
[JsonSerializable(typeof(AdminFailures))]
[JsonSerializable(typeof(AdminKeys))]
[JsonSerializable(typeof(AdminKeyRequest))]
[JsonSerializable(typeof(AdminNewKey))]
[JsonSerializable(typeof(AdminKeyRevoked))]
[JsonSerializable(typeof(ErrorAnswer))]
public sealed partial class VideoJson : JsonSerializerContext;
