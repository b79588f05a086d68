using System.Net;

namespace OmniAvatar.Cli.Serving;

/// <summary>What the user asked of <c>serve</c>.</summary>
internal sealed record ServeOptions
{
    public required string Model { get; init; }

    /// <summary>What requests call the model; null takes the folder's name.</summary>
    public string? Name { get; init; }

    public required IPEndPoint Address { get; init; }

    /// <summary>The key that requests must bring; null asks for none.</summary>
    public string? Key { get; init; }

    public string? Data { get; init; }
    public string? Device { get; init; }
    public int? Threads { get; init; }
    public bool Keep { get; init; }
}
