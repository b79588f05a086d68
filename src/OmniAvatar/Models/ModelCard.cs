namespace OmniAvatar.Models;

/// <summary>What a process without the weights needs to know of a model to take requests for it.</summary>
public sealed record ModelCard
{
    private const int LongestName = 128;

    /// <summary>What requests ask for: 1 to 128 letters, digits, '.', '_' and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>Identity of its content (<see cref="Requests.RenderRequest.ModelManifest"/>).</summary>
    public required string Identity { get; init; }

    /// <summary>Its settings, unless a request gives others.</summary>
    public required ModelDefaults Defaults { get; init; }

    /// <summary>The numeric class of the renderer that announced it last, see
    /// <see cref="Rendering.NumericClass"/>.</summary>
    public required string NumericClass { get; init; }

    /// <summary>When it was announced last.</summary>
    public required DateTimeOffset Announced { get; init; }

    /// <summary>Whether its weights are random: nothing was trained.</summary>
    public bool HasRandomWeights { get; init; }

    /// <summary>Whether a name can be a model's.</summary>
    public static bool IsName(string name) =>
        name.Length is >= 1 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
