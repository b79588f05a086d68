using System.Net;

namespace OmniAvatar.Client;

/// <summary>The service refused a request or did not answer; the message is the service's own sentence.</summary>
public sealed class VideoApiException(string message, HttpStatusCode? status, string? code, Exception? inner = null)
    : OmniAvatarException(message, ExitCodeOf(status, code), inner)
{
    /// <summary>Null if there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The reason for programs, or null.</summary>
    public string? Code { get; } = code;

    /// <summary>Whether the same request may do better a little later.</summary>
    public bool IsPassing => Status is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    // 1 failed and may be tried again, 2 wrong use, 3 bad input.
    private static int ExitCodeOf(HttpStatusCode? status, string? code) => status switch
    {
        HttpStatusCode.RequestEntityTooLarge => 3,
        HttpStatusCode.BadRequest when code == Wire.VideoErrorCodes.BadInput => 3,
        null or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict or >= HttpStatusCode.InternalServerError => 1,
        _ => 2,
    };
}
