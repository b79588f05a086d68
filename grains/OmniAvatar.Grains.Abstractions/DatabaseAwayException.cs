namespace OmniAvatar.Grains;

/// <summary>A grain could not do something because its database does not answer or refuses; it can be tried
/// again.</summary>
[GenerateSerializer, Alias("OmniAvatar.DatabaseAwayException")]
public sealed class DatabaseAwayException(string message) : OrleansException(message);
