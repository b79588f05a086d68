using Microsoft.AspNetCore.Http;
using OmniAvatar.Silos.Http.Access;

namespace OmniAvatar.Silos.Http.Errors;

/// <summary>Refusals of who asks, whatever is asked.</summary>
internal static partial class Refusals
{
    private const string Authentication = "authentication_error";
    private const string Permission = "permission_error";

    public static ApiException NoKey() =>
        NotKnown("A key is needed: send the header 'Authorization: Bearer KEY', or open a session.");

    public static ApiException WrongKey() => NotKnown("The key is not valid; it may have been revoked.");

    /// <summary>A service without keys serves its own machine only.</summary>
    public static ApiException ForeignMachine() => NotKnown("This service only answers requests from its own machine.");

    /// <summary>A browser's session, but not a page of this service.</summary>
    public static ApiException Foreign() =>
        new(
            StatusCodes.Status403Forbidden,
            Permission,
            "foreign_origin",
            "A session only takes requests from pages of this service; programs send the header 'Authorization: Bearer KEY'."
        );

    public static ApiException TooManyGuesses() =>
        new(
            StatusCodes.Status429TooManyRequests,
            Authentication,
            "too_many_wrong_keys",
            "Too many wrong keys came from this address; wait a minute."
        )
        {
            RetryAfter = KeyGuesses.Window,
        };

    /// <summary>The rate of one key's requests.</summary>
    public static ApiException TooManyRequests(TimeSpan wait) =>
        new(
            StatusCodes.Status429TooManyRequests,
            "rate_limit_error",
            "too_many_requests",
            "Too many requests came with this key and too many wait; send fewer at a time."
        )
        {
            RetryAfter = wait,
        };

    /// <summary>The operator's key opens no tenant's videos.</summary>
    public static ApiException NoTenant() =>
        new(
            StatusCodes.Status403Forbidden,
            Permission,
            "no_tenant",
            "The operator's key opens no videos; use a tenant's key."
        );

    /// <param name="isThere">Whether the service has an operator's key.</param>
    public static ApiException OperatorsOnly(bool isThere) =>
        new(
            StatusCodes.Status403Forbidden,
            Permission,
            "operators_only",
            isThere
                ? "This route needs the operator's key."
                : "This route needs an operator's key, and this service was started without one."
        );

    /// <summary>What an operator named is not there.</summary>
    public static ApiException NotThere(string code, string message, string param) =>
        new(StatusCodes.Status404NotFound, InvalidRequest, code, message, param);

    private static ApiException NotKnown(string sentence) =>
        new(StatusCodes.Status401Unauthorized, Authentication, "invalid_api_key", sentence);
}
