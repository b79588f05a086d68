using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Finds the tenant of a request: the tenant of the key in <c>Authorization: Bearer</c>, or the one tenant of
/// a service without keys.</summary>
internal sealed class TenantAccess(
    IOptionsMonitor<AuthenticationSchemeOptions> scheme,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ITenantDirectory directory,
    IOptions<VideoApiOptions> options,
    ErrorAnswers errors
) : AuthenticationHandler<AuthenticationSchemeOptions>(scheme, loggers, encoder)
{
    public const string SchemeName = "tenant-key";

    private const string Prefix = "Bearer ";

    /// <summary>The key that a request sends, or null.</summary>
    public static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (options.Value.AnonymousTenant is { } anonymous)
            return LocalCaller.Is(Request)
                ? Success(anonymous)
                : Failure("This service only answers requests from its own machine.");
        if (KeyOf(Request) is not { } key)
            return Failure("A key is needed: send the header 'Authorization: Bearer KEY'.");
        try
        {
            var tenant = await directory.FindByKeyAsync(KeyHash.Of(key), Context.RequestAborted);
            return tenant is null ? Failure("The key is not valid; it may have been revoked.") : Success(tenant);
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

    private static AuthenticateResult Success(string tenant)
    {
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, tenant)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private static AuthenticateResult Failure(string sentence) =>
        AuthenticateResult.Fail(
            new ApiException(StatusCodes.Status401Unauthorized, "authentication_error", "invalid_api_key", sentence)
        );
}

/// <summary>The hash of a tenant's key, as a directory stores it. Keys are 256 random bits, so a hash without salt
/// keeps them safe.</summary>
internal static class KeyHash
{
    /// <summary>Lower-case hexadecimal SHA-256.</summary>
    public static string Of(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
