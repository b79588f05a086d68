using System.Text.Json.Serialization;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>What the service tells in events and webhooks. No answer is one: the framework only gives a name of its own
/// to the schema of a type that an answer reaches.</summary>
internal sealed record ToldContents(VideoWarning Warning, VideoProgress Progress, VideoPart Part, WebhookEvent Webhook);

[JsonSerializable(typeof(ToldContents))]
internal sealed partial class ToldJson : JsonSerializerContext;
