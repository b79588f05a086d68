using System.Data.Common;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Client.Wire;
using Orleans.Runtime;

namespace OmniAvatar.Silos.Http.Errors;

/// <summary>Answers every failure below the routes in OpenAI's shape; what is nobody's fault outside is logged and told as little of as possible.</summary>
internal sealed partial class ErrorAnswers(ILogger<ErrorAnswers> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (!context.HttpContext.Response.HasStarted && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Answer(context.HttpContext, Refusal(e, context.HttpContext.Request));
        }
    }

    /// <summary>The answer that tells of a refusal.</summary>
    public static IResult Answer(HttpContext context, ApiException refusal)
    {
        if (refusal.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        if (refusal.Status == StatusCodes.Status401Unauthorized) context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        var body = new ErrorAnswer(new ErrorBody(refusal.Message, refusal.Type, refusal.Code, refusal.Param));
        return Results.Json(body, VideoJson.Default.ErrorAnswer, statusCode: refusal.Status);
    }

    /// <summary>What a failure is to the one who asked.</summary>
    public ApiException Refusal(Exception failure, HttpRequest request)
    {
        switch (failure)
        {
            case ApiException refusal: return refusal;
            case BadInputException bad: return Refusals.Invalid(null, bad.Message, VideoErrorCodes.BadInput);
            case WrongUseException wrong: return Refusals.Invalid(null, wrong.Message);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return Refusals.TooLarge(null, "The request is larger than this service takes.");
            case BadHttpRequestException or InvalidDataException or IOException { InnerException: null, Source: "Microsoft.AspNetCore.WebUtilities" }:
                return Refusals.Invalid(null, "The request's body is damaged or incomplete.", "malformed_body");
            case TimeoutException or OrleansException or DbException or RenderFailedException:
                LogAway(failure, request.Method, request.Path);
                return Refusals.Busy("unavailable", "A part of the service does not answer; send the same request again.");
            default:
                LogUnexpected(failure, request.Method, request.Path);
                return new ApiException(StatusCodes.Status500InternalServerError, "server_error", "internal_error", "Something unexpected went wrong in the service.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Method} {Path}: a part of the service does not answer")]
    private partial void LogAway(Exception exception, string method, string path);

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, string method, string path);
}
