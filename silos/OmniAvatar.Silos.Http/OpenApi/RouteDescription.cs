using Microsoft.OpenApi;
using OmniAvatar.Values;

namespace OmniAvatar.Silos.Http.OpenApi;

/// <summary>What the API's document says of a route beside its address.</summary>
/// <param name="Method">Of a route that takes <c>GET</c> and <c>HEAD</c>, the first.</param>
/// <param name="Path">As the route is mapped.</param>
/// <param name="Id">What generated clients call it.</param>
/// <param name="Tag">The group that it stands in.</param>
/// <param name="Summary">One line.</param>
internal sealed record RouteDescription(string Method, string Path, string Id, string Tag, string Summary)
{
    /// <summary>More than the line, in Markdown; or null.</summary>
    public string? Details { get; init; }

    /// <summary>Who may call it.</summary>
    public RouteAccess Access { get; init; } = RouteAccess.Tenant;

    /// <summary>Those in the query and in headers, and what those in the path are.</summary>
    public IReadOnlyList<RouteParameter> Parameters { get; init; } = [];

    /// <summary>The body by media type; null for none.</summary>
    public Func<VideoApiOptions, IDictionary<string, OpenApiMediaType>>? Body { get; init; }

    /// <summary>Whether the body may be left out.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>Its answers where it does what was asked.</summary>
    public IReadOnlyList<RouteAnswer> Answers { get; init; } = [];

    /// <summary>The statuses with which it refuses, beside those that every route has.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];
}

/// <summary>Who may call a route.</summary>
internal enum RouteAccess
{
    /// <summary>A tenant, with a key or a session.</summary>
    Tenant,

    /// <summary>The operator, with the operator's key or a session.</summary>
    Operator,

    /// <summary>Everyone.</summary>
    Everyone,
}

/// <summary>A parameter of a route.</summary>
internal sealed record RouteParameter(string Name, ParameterLocation In, string Description, ValueShape Shape)
{
    /// <summary>What applies where it is left out; or null.</summary>
    public string? Default { get; init; }
}

/// <summary>An answer of a route.</summary>
/// <param name="Status">The status.</param>
/// <param name="Description">One line.</param>
/// <param name="Json">What the JSON holds; null for other content.</param>
internal sealed record RouteAnswer(int Status, string Description, Type? Json = null)
{
    /// <summary>The media types of content that is not JSON.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>Headers that it has or may have, with one line each.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];
}
