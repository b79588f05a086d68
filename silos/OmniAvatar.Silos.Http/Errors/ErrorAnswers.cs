using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Silos.Http.Errors;

/// <summary>Answers every failure below the routes in OpenAI's shape; failures of the service itself are logged, and
/// their answers reveal as little as possible.</summary>
internal sealed partial class ErrorAnswers(ILogger<ErrorAnswers> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            // The client has gone, so nobody waits for an answer, and the broken request is not a failure.
            if (e is not (ApiException or OperationCanceledException or IOException))
                Refusal(e, context.HttpContext.Request);
            return Results.Empty;
        }
        catch (Exception e) when (!context.HttpContext.Response.HasStarted)
        {
            return Answer(context.HttpContext, Refusal(e, context.HttpContext.Request));
        }
    }

    /// <summary>The answer for a refusal.</summary>
    public static IResult Answer(HttpContext context, ApiException refusal)
    {
        if (refusal.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        if (refusal.Allowed.Count > 0)
            context.Response.Headers.Allow = string.Join(", ", refusal.Allowed);
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        var body = new ErrorAnswer(new ErrorBody(refusal.Message, refusal.Type, refusal.Code, refusal.Param));
        return Results.Json(body, VideoJson.Default.ErrorAnswer, statusCode: refusal.Status);
    }

    /// <summary>The refusal that a failure means for the client.</summary>
    public ApiException Refusal(Exception failure, HttpRequest request)
    {
        switch (failure)
        {
            case ApiException refusal:
                return refusal;
            case BadInputException or WrongUseException:
                return Refuse((OmniAvatarException)failure);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Refusals.TooLarge(null, "The request is larger than this service accepts.");
            case BadHttpRequestException
            or InvalidDataException
            or IOException { InnerException: null, Source: "Microsoft.AspNetCore.WebUtilities" }:
                return Refusals.Invalid(null, "The request's body is damaged or incomplete.", "malformed_body");
            default:
                return Explain(failure, request);
        }
    }

    /// <summary>A failure of the request itself; its sentence is shown if it reveals nothing about this
    /// machine.</summary>
    private static ApiException Refuse(OmniAvatarException failure)
    {
        var reason = PublicReason.Of(failure.Kind, failure.Message, incident: null);
        return failure is BadInputException
            ? Refusals.Invalid(null, reason, VideoErrorCodes.BadInput)
            : Refusals.Invalid(null, reason);
    }

    /// <summary>A failure of the service: one sentence and an id under which the log explains it.</summary>
    private ApiException Explain(Exception failure, HttpRequest request)
    {
        var (kind, incident) = (JobFailure.KindOf(failure), IncidentId.New());
        if (kind is FailureKind.Bug or FailureKind.Damaged)
            LogUnexpected(failure, request.Method, request.Path, kind, incident);
        else
            LogAway(failure, request.Method, request.Path, kind, incident);
        return kind switch
        {
            FailureKind.Bug => Refusals.Internal(
                "internal_error",
                $"Something unexpected went wrong in the service (id {incident})."
            ),
            FailureKind.Damaged => Refusals.Internal("damaged", PublicReason.Of(kind, failure.Message, incident)),
            _ => Refusals.Busy(
                "unavailable",
                "A part of the service does not answer; send the same request again later."
            ),
        };
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: a part of the service does not answer ({Kind}, id {Incident})")]
    private partial void LogAway(Exception exception, string method, string path, FailureKind kind, string incident);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed unexpectedly ({Kind}, id {Incident})")]
    private partial void LogUnexpected(
        Exception exception,
        string method,
        string path,
        FailureKind kind,
        string incident
    );
}
