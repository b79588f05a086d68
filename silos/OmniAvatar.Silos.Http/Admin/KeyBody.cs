using Microsoft.AspNetCore.Http;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Sessions;

namespace OmniAvatar.Silos.Http.Admin;

/// <summary>The body of <c>POST /v1/admin/keys</c>: <c>{"tenant": "…", "name": "…"}</c>.</summary>
/// <param name="Tenant">Whose key.</param>
/// <param name="Name">Its name.</param>
internal sealed record KeyBody(string? Tenant, string? Name)
{
    public const int LongestName = 64;

    private const string Shape = "{\"tenant\": \"…\", \"name\": \"…\"}";

    /// <exception cref="ApiException">It is no such body.</exception>
    public static async Task<(string Tenant, string Name)> ReadAsync(HttpRequest request)
    {
        var body = await SmallBody.ReadAsync(request, BodyJson.Default.KeyBody, Shape);
        if (body?.Tenant is not { Length: > 0 and <= LongestName } tenant)
            throw Refusals.Invalid("tenant", "'tenant' must name a tenant.");
        if (body.Name is not { } name || !ApiKey.IsName(name))
            throw Refusals.Invalid("name", "'name' must be 1 to 64 letters, digits, '.', '-', '_' or '@'.");
        return (tenant, name);
    }
}
