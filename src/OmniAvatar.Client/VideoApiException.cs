using System.Net;

namespace OmniAvatar.Client;

/// <summary>The service refused a request or did not answer; the message is the service's own sentence.</summary>
public sealed class VideoApiException(string message, HttpStatusCode? status, string? code, Exception? inner = null)
    : OmniAvatarException(message, inner)
{
    /// <summary>Null if there was no answer.</summary>
    public HttpStatusCode? Status { get; } = status;

    /// <summary>The reason for programs, or null.</summary>
    public string? Code { get; } = code;

    /// <summary>Whether the same request may do better a little later.</summary>
    public bool IsPassing => Status is null or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    /// <inheritdoc/>
    public override FailureKind Kind =>
        Status switch
        {
            HttpStatusCode.RequestEntityTooLarge => FailureKind.BadInput,
            HttpStatusCode.BadRequest when Code == Wire.VideoErrorCodes.BadInput => FailureKind.BadInput,
            null or HttpStatusCode.TooManyRequests or > HttpStatusCode.InternalServerError => FailureKind.Outage,
            HttpStatusCode.Conflict or HttpStatusCode.InternalServerError => FailureKind.Failed,
            _ => FailureKind.WrongUse,
        };
}
