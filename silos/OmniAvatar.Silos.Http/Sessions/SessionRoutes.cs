using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Http.Access;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Sessions;

/// <summary><c>/v1/session</c>: a browser that holds a key as a cookie.</summary>
internal static class SessionRoutes
{
    public const string Route = "session";

    /// <summary>Maps the routes; they may be called without a key.</summary>
    public static void MapSession(this IEndpointRouteBuilder api)
    {
        var session = api.MapGroup(Route).WithMetadata(new ReadsAdminKey());
        session.MapGet("", ShowAsync);
        session.MapPost("", OpenAsync).DisableAntiforgery();
        session.MapDelete("", Close);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, IOptions<VideoApiOptions> options)
    {
        context.Response.Headers.CacheControl = "no-store";
        var result = await context.AuthenticateAsync(TenantAccess.SchemeName);
        // Without a valid key, one is simply nobody; what does not answer, or does not want to be asked, is a failure.
        if (result.Failure is { } failure and not ApiException { Status: StatusCodes.Status401Unauthorized })
            throw failure;
        return Answer(options.Value, Caller.Of(result.Principal));
    }

    private static async Task<IResult> OpenAsync(HttpContext context, IOptions<VideoApiOptions> options, KeyCheck keys)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (SameOrigin.IsDenied(context.Request))
            throw Refusals.Foreign();
        if (options.Value.AnonymousTenant is not null)
            return await ShowAsync(context, options);
        var key = TenantAccess.KeyOf(context.Request) ?? await SessionBody.KeyAsync(context.Request);
        var caller = await keys.FindAsync(key, context, readsAdminKey: true);
        if (caller.Tenant is not null)
            SessionCookies.Set(context, SessionCookies.OfTenant, key);
        if (caller.IsOperator)
            SessionCookies.Set(context, SessionCookies.OfOperator, key);
        return Answer(options.Value, caller);
    }

    private static IResult Close(HttpContext context, IOptions<VideoApiOptions> options)
    {
        if (SessionCookies.AreIn(context.Request) && !SameOrigin.IsProven(context.Request))
            throw Refusals.Foreign();
        SessionCookies.Remove(context);
        return Answer(options.Value, Caller.Nobody);
    }

    private static IResult Answer(VideoApiOptions options, Caller caller) =>
        Results.Json(
            new Session(caller.Tenant, options.AnonymousTenant is null, caller.IsOperator),
            VideoJson.Default.Session
        );
}

/// <summary>On endpoints where the operator's key is compared; elsewhere it is a key like any unknown one.</summary>
internal sealed class ReadsAdminKey;
