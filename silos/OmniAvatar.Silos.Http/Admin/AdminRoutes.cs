using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Silos.Http.Access;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Sessions;

namespace OmniAvatar.Silos.Http.Admin;

/// <summary><c>/v1/admin</c>: for the operator of the service.</summary>
internal static class AdminRoutes
{
    /// <summary>Maps the routes.</summary>
    public static void MapAdmin(this IEndpointRouteBuilder v1)
    {
        var admin = v1.MapGroup("admin").WithMetadata(new ReadsAdminKey());
        admin.RequireAuthorization(policy =>
            policy.AddAuthenticationSchemes(TenantAccess.SchemeName).RequireRole(Caller.OperatorRole)
        );
        admin.MapGet("pool", PoolAsync);
        admin.MapPost("slots/{slot}/drain", DrainAsync);
        admin.MapDelete("slots/{slot}/drain", TakeBackAsync);
        admin.MapGet("tenants", TenantsAsync);
        admin.MapGet("failures", FailureRoute.ListAsync);
        admin.MapGet("keys", (Delegate)KeyRoutes.ListAsync);
        admin.MapPost("keys", KeyRoutes.CreateAsync).DisableAntiforgery();
        admin.MapDelete("keys/{tenant}/{name}", KeyRoutes.RevokeAsync);
    }

    private static async Task<IResult> PoolAsync(HttpContext context, PoolView pool) =>
        Results.Json(await pool.ShowAsync(context.RequestAborted), VideoJson.Default.AdminPool);

    private static async Task<IResult> TenantsAsync(HttpContext context, TenantsView tenants) =>
        Results.Json(await tenants.ShowAsync(context.RequestAborted), VideoJson.Default.AdminTenants);

    private static Task<IResult> DrainAsync(string slot, IGrainFactory grains) => SetAsync(slot, true, grains);

    private static Task<IResult> TakeBackAsync(string slot, IGrainFactory grains) => SetAsync(slot, false, grains);

    private static async Task<IResult> SetAsync(string slot, bool drain, IGrainFactory grains) =>
        await grains.Pool().DrainAsync(slot, drain)
            ? Results.Json(new AdminDrain(slot, drain), VideoJson.Default.AdminDrain)
            : throw Refusals.NotThere("slot_not_found", "No slot has this name; it may have left.", "slot");
}
