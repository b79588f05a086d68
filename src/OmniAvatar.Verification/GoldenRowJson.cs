using System.Text.Json.Serialization;

namespace OmniAvatar.Verification;

/// <summary>How rows are written for scripts: camelCase JSON, an infinite difference as the text
/// <c>Infinity</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals
)]
[JsonSerializable(typeof(GoldenRow))]
[JsonSerializable(typeof(VerificationSummary))]
public sealed partial class GoldenRowJson : JsonSerializerContext;
