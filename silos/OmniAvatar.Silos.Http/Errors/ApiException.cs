using Microsoft.AspNetCore.Http;

namespace OmniAvatar.Silos.Http.Errors;

/// <summary>A request is refused; the message is one sentence that says what to do.</summary>
internal sealed class ApiException(int status, string type, string code, string message, string? param = null)
    : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The kind, for programs.</summary>
    public string Type { get; } = type;

    /// <summary>The reason, for programs.</summary>
    public string Code { get; } = code;

    /// <summary>The field at fault, or null.</summary>
    public string? Param { get; } = param;

    /// <summary>When the same request may succeed, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The methods of the path, if the request used another one.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];
}

/// <summary>All refusals.</summary>
internal static partial class Refusals
{
    private const string InvalidRequest = "invalid_request_error";

    /// <summary>A field has a value that it cannot have.</summary>
    public static ApiException Invalid(string? param, string message, string code = "invalid_value") =>
        new(StatusCodes.Status400BadRequest, InvalidRequest, code, message, param);

    /// <summary>No video of this tenant has this id.</summary>
    public static ApiException NoVideo() =>
        new(StatusCodes.Status404NotFound, InvalidRequest, "video_not_found", "No video has this id.", "id");

    /// <summary>The video has no such file beside it.</summary>
    public static ApiException NoVariant(string variant) =>
        new(
            StatusCodes.Status404NotFound,
            InvalidRequest,
            "variant_not_found",
            $"This video has no {variant}.",
            "variant"
        );

    /// <summary>The stream has no such part, or not yet.</summary>
    public static ApiException NoPart(string index) =>
        new(
            StatusCodes.Status404NotFound,
            InvalidRequest,
            "part_not_found",
            $"The stream has no part {index}, or it is not rendered yet."
        );

    /// <summary>No delivery of this tenant has this id.</summary>
    public static ApiException NoDelivery() =>
        new(StatusCodes.Status404NotFound, InvalidRequest, "delivery_not_found", "No delivery has this id.", "id");

    /// <summary>The tenant has no secret to sign webhooks with.</summary>
    public static ApiException NoWebhookSecret() =>
        new(
            StatusCodes.Status404NotFound,
            InvalidRequest,
            "webhook_secret_missing",
            "There is no secret yet: make one with POST /v1/webhooks/secret."
        );

    /// <summary>No renderer has announced a model of this name lately.</summary>
    public static ApiException NoModel() =>
        new(StatusCodes.Status404NotFound, InvalidRequest, "model_not_found", "There is no such model.", "model");

    public static ApiException NoRoute(HttpRequest request) =>
        new(
            StatusCodes.Status404NotFound,
            InvalidRequest,
            "unknown_url",
            $"There is no such route: {request.Method} {request.Path}."
        );

    /// <summary>The video's state does not allow this.</summary>
    public static ApiException Conflict(string code, string message) =>
        new(StatusCodes.Status409Conflict, InvalidRequest, code, message);

    /// <summary>The video was cancelled.</summary>
    public static ApiException Cancelled() =>
        Conflict("video_cancelled", "The video was cancelled, and its files are gone.");

    public static ApiException TooLarge(string? param, string message) =>
        new(StatusCodes.Status413PayloadTooLarge, InvalidRequest, "too_large", message, param);

    /// <summary>The body is damaged or incomplete.</summary>
    public static ApiException BrokenBody() =>
        Invalid(null, "The request's body is damaged or incomplete.", "malformed_body");

    /// <summary>The body arrives too slowly.</summary>
    public static ApiException TooSlow() =>
        new(
            StatusCodes.Status408RequestTimeout,
            InvalidRequest,
            "request_timeout",
            "The request's body arrived too slowly; send it again over a faster connection, or send smaller files."
        );

    /// <summary>The route has no such method.</summary>
    public static ApiException NoMethod(HttpRequest request, IReadOnlyList<string> allowed)
    {
        var sentence = $"{request.Path} takes {string.Join(", ", allowed)} and not {request.Method}.";
        return new ApiException(StatusCodes.Status405MethodNotAllowed, InvalidRequest, "method_not_allowed", sentence)
        {
            Allowed = allowed,
        };
    }

    /// <summary>The body's media type or encoding is not accepted.</summary>
    public static ApiException OtherKind(string sentence) =>
        new(StatusCodes.Status415UnsupportedMediaType, InvalidRequest, "unsupported_media_type", sentence);

    /// <summary>The tenant's own limits.</summary>
    public static ApiException Quota(string message) =>
        new(StatusCodes.Status429TooManyRequests, "insufficient_quota", "insufficient_quota", message)
        {
            RetryAfter = TimeSpan.FromSeconds(60),
        };

    /// <summary>A mistake in the service, or a damaged file of its own.</summary>
    public static ApiException Internal(string code, string message) =>
        new(StatusCodes.Status500InternalServerError, "server_error", code, message);

    /// <summary>The job alone exceeds the tenant's limits, so a later try cannot succeed.</summary>
    public static ApiException NeverFits(string message) =>
        new(StatusCodes.Status403Forbidden, InvalidRequest, "exceeds_quota", message);

    /// <summary>The whole service's limits, or a part of it that does not answer.</summary>
    public static ApiException Busy(string code, string message) =>
        new(StatusCodes.Status503ServiceUnavailable, "server_error", code, message)
        {
            RetryAfter = TimeSpan.FromSeconds(10),
        };
}
