using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Admin;

/// <summary>Tenants' keys, as <c>keys list|create|revoke</c> manage them.</summary>
internal static class KeyRoutes
{
    public static async Task<IResult> ListAsync(HttpContext context)
    {
        var query = FieldReader.OfQuery(context.Request);
        var keys = await DirectoryOf(context)
            .ListKeysAsync(query.Word("tenant", KeyBody.LongestName), context.RequestAborted);
        return Results.Json(
            new AdminKeys([
                .. keys.Select(key => new AdminKey(
                    key.Tenant,
                    key.Name,
                    key.Created.ToUnixTimeSeconds(),
                    key.Used?.ToUnixTimeSeconds()
                )),
            ]),
            VideoJson.Default.AdminKeys
        );
    }

    public static async Task<IResult> CreateAsync(HttpContext context, ITenantDirectory tenants)
    {
        var directory = DirectoryOf(context);
        var (tenant, name) = await KeyBody.ReadAsync(context.Request);
        if (await tenants.FindAsync(tenant, context.RequestAborted) is null)
            throw Refusals.NotThere("tenant_not_found", "There is no tenant of this name.", "tenant");
        var key =
            await directory.AddKeyAsync(tenant, name, context.RequestAborted)
            ?? throw Refusals.Conflict(
                "key_exists",
                "The tenant already has a key of this name: choose another name, or revoke that key first."
            );
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new AdminNewKey(tenant, name, key), VideoJson.Default.AdminNewKey);
    }

    public static async Task<IResult> RevokeAsync(string tenant, string name, HttpContext context) =>
        await DirectoryOf(context).RevokeKeyAsync(tenant, name, context.RequestAborted)
            ? Results.Json(new AdminKeyRevoked(tenant, name), VideoJson.Default.AdminKeyRevoked)
            : throw Refusals.NotThere("key_not_found", "The tenant has no key of this name.", "name");

    private static IKeyDirectory DirectoryOf(HttpContext context) =>
        context.RequestServices.GetService<IKeyDirectory>()
        ?? throw Refusals.Conflict("no_keys", "This service has no tenants whose keys could be managed.");
}
