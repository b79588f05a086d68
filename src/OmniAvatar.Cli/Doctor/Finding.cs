using System.Text.Json.Serialization;

namespace OmniAvatar.Cli.Doctor;

/// <summary>How a finding bears on rendering.</summary>
internal enum FindingStatus
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Rendering works, but slower or only for small models.</summary>
    Limited,

    /// <summary>Nothing renders until this is mended.</summary>
    Missing,
}

/// <summary>One thing that rendering needs, as it is on this machine.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Status">How it bears on rendering.</param>
/// <param name="Found">What was found.</param>
/// <param name="Remedy">What to do about it; null where nothing needs doing.</param>
internal sealed record Finding(string Name, FindingStatus Status, string Found, string? Remedy = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
internal sealed partial class FindingJson : JsonSerializerContext;
