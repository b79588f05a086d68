using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Http.Access;

namespace OmniAvatar.Silos.Gateway.Dashboard;

/// <summary>The key of the dashboard.</summary>
internal sealed class AdminAccessOptions : AuthenticationSchemeOptions
{
    public Secret Key { get; set; } = new("");
}

/// <summary>HTTP Basic, which every browser supports: any user name, and the admin key as password.</summary>
internal sealed class AdminAccess(
    IOptionsMonitor<AdminAccessOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    KeyGuesses guesses
) : AuthenticationHandler<AdminAccessOptions>(options, logger, encoder)
{
    public const string SchemeName = "admin";

    private const string TooManyGuesses = "too many wrong keys";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (PasswordOf(Request.Headers.Authorization.ToString()) is not { } password)
            return Task.FromResult(AuthenticateResult.NoResult());
        var address = Context.Connection.RemoteIpAddress;
        if (!guesses.MayGuess(address))
            return Task.FromResult(AuthenticateResult.Fail(TooManyGuesses));
        // Hashes have one length, so the time of the comparison reveals nothing about the key.
        if (!CryptographicOperations.FixedTimeEquals(Hash(password), Hash(Options.Key.Reveal())))
        {
            guesses.Count(address);
            return Task.FromResult(AuthenticateResult.Fail("wrong key"));
        }
        var admin = new ClaimsPrincipal(new ClaimsIdentity([], SchemeName));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(admin, SchemeName)));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if ((await HandleAuthenticateOnceAsync()).Failure?.Message == TooManyGuesses)
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = KeyGuesses.Window.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            return;
        }
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"omniavatar\", charset=\"UTF-8\"";
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string? PasswordOf(string authorization)
    {
        if (
            !AuthenticationHeaderValue.TryParse(authorization, out var header)
            || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase)
        )
            return null;
        var bytes = new byte[header.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(header.Parameter ?? "", bytes, out var length))
            return null;
        var credentials = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = credentials.IndexOf(':');
        return colon < 0 ? null : credentials[(colon + 1)..];
    }
}
