namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>A text that no log, message or debugger view shows by accident.</summary>
public sealed class Secret(string value)
{
    /// <summary>The text itself.</summary>
    public string Reveal() => value;

    /// <inheritdoc/>
    public override string ToString() => "(secret)";

    /// <summary>What an environment variable holds, or null where it is unset or empty.</summary>
    public static Secret? FromEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? new Secret(value) : null;
}
