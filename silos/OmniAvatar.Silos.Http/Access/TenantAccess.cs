using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Sessions;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Finds who sends a request: the tenant (or operator) of the key in <c>Authorization: Bearer</c> or in a
/// session's cookies, or the one tenant of a service without keys.</summary>
internal sealed class TenantAccess(
    IOptionsMonitor<AuthenticationSchemeOptions> scheme,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    KeyCheck keys,
    IOptions<VideoApiOptions> options,
    ErrorAnswers errors
) : AuthenticationHandler<AuthenticationSchemeOptions>(scheme, loggers, encoder)
{
    public const string SchemeName = "tenant-key";

    private const string Prefix = "Bearer ";

    private bool ReadsAdminKey => Context.GetEndpoint()?.Metadata.GetMetadata<ReadsAdminKey>() is not null;

    /// <summary>The key that a request sends in its header, or null.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }

    /// <summary>The tenant's key that a request sends in its header, else in its cookie, or null.</summary>
    public static string? TenantKeyOf(HttpRequest request) =>
        KeyOf(request) ?? SessionCookies.KeyIn(request, SessionCookies.OfTenant);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            var caller = await FindAsync();
            return AuthenticateResult.Success(new AuthenticationTicket(caller.ToPrincipal(SchemeName), SchemeName));
        }
        catch (Exception e)
        {
            return AuthenticateResult.Fail(e);
        }
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var failure = (await HandleAuthenticateOnceAsync()).Failure!;
        await ErrorAnswers.Answer(Context, errors.Refusal(failure, Request)).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ErrorAnswers
            .Answer(
                Context,
                Context.User.IsInRole(Caller.OperatorRole)
                    ? Refusals.NoTenant()
                    : Refusals.OperatorsOnly(options.Value.AdminKeySha256 is not null)
            )
            .ExecuteAsync(Context);

    private async Task<Caller> FindAsync()
    {
        if (options.Value.AnonymousTenant is { } anonymous)
            return LocalCaller.Is(Request) ? new Caller(anonymous, IsOperator: true) : throw Refusals.ForeignMachine();
        if (KeyOf(Request) is { } key)
            return await keys.FindAsync(key, Context, ReadsAdminKey);
        return await FindByCookiesAsync() ?? throw Refusals.NoKey();
    }

    private async Task<Caller?> FindByCookiesAsync()
    {
        var tenant = SessionCookies.KeyIn(Request, SessionCookies.OfTenant);
        var admin = ReadsAdminKey ? SessionCookies.KeyIn(Request, SessionCookies.OfOperator) : null;
        if (tenant is null && admin is null)
            return null;
        // A browser adds cookies to what other pages send as well; only reading without effect is open to those.
        if (!IsSafe(Request.Method) && !SameOrigin.IsProven(Request))
            throw Refusals.Foreign();
        var (asTenant, asAdmin) = (await FindAsync(tenant, false), await FindAsync(admin, ReadsAdminKey));
        return asTenant == Caller.Nobody && asAdmin == Caller.Nobody
            ? throw Refusals.WrongKey()
            : new Caller(asTenant.Tenant, asAdmin.IsOperator, asTenant.KeySha256 ?? asAdmin.KeySha256);
    }

    /// <summary>One of two cookies may be out of date while the other is good.</summary>
    private async Task<Caller> FindAsync(string? key, bool readsAdminKey)
    {
        try
        {
            return key is null ? Caller.Nobody : await keys.FindAsync(key, Context, readsAdminKey);
        }
        catch (ApiException e) when (e.Status == StatusCodes.Status401Unauthorized)
        {
            return Caller.Nobody;
        }
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}
