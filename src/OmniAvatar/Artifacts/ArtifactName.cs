namespace OmniAvatar.Artifacts;

/// <summary>
/// A store-independent, deterministic name: levels joined by '/', each of letters, digits, '.', '_' and '-', none of
/// them "." or "..". So a name can become a file path or a blob name without escaping from its root.
/// </summary>
public readonly record struct ArtifactName
{
    private const int MaximumLength = 512;

    private readonly string? _value;

    private ArtifactName(string value) => _value = value;

    /// <summary>The text of the name.</summary>
    public string Value => _value ?? throw new InvalidOperationException("An artifact name is used before it is set.");

    /// <summary>Checks and wraps a name.</summary>
    /// <exception cref="BadInputException">The name is empty, too long, or has a level that is not allowed.</exception>
    public static ArtifactName Parse(string value) =>
        TryParse(value, out var name) ? name : throw new BadInputException("An artifact has an invalid name.");

    /// <summary>Checks and wraps a name; returns false if it is not valid.</summary>
    public static bool TryParse(string value, out ArtifactName name)
    {
        var allowed = value.Length is > 0 and <= MaximumLength && value.Split('/').All(IsLevel);
        name = allowed ? new ArtifactName(value) : default;
        return allowed;
    }

    /// <summary>The name one or more levels below this one.</summary>
    public ArtifactName Append(string relative) => Parse($"{Value}/{relative}");

    /// <summary>Whether this is another name or lies below it, by whole levels.</summary>
    public bool IsWithin(ArtifactName folder) =>
        Value.StartsWith(folder.Value, StringComparison.Ordinal)
        && (Value.Length == folder.Value.Length || Value[folder.Value.Length] == '/');

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsLevel(string level) =>
        level.Length > 0
        && level is not ("." or "..")
        && level.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
