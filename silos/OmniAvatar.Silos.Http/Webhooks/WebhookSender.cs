using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OmniAvatar.Client.Webhooks;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Silos.Http.Outbound;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>What came of a try.</summary>
/// <param name="Status">The status of the answer; null if there was none.</param>
/// <param name="Error">Why it failed, in one sentence; null if it did not.</param>
internal sealed record WebhookAnswer(int? Status, string? Error)
{
    /// <summary>The receiver wants no more.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;
}

/// <summary>Tries a delivery once: a signed POST, as Standard Webhooks describes it. Of the answer only the status
/// counts, and a redirect is a failure.</summary>
internal sealed class WebhookSender(
    IWebhookSecrets secrets,
    IOptions<WebhookOptions> options,
    HostResolver resolve,
    TimeProvider time
) : IDisposable
{
    private static readonly ProductInfoHeaderValue Agent = new(
        "OmniAvatar-Webhooks",
        typeof(WebhookSender).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
    );

    private readonly OutboundPolicy _policy = new(options.Value.Allowed, onlyListed: false);
    private readonly Lazy<HttpClient> _http = new(() =>
        GuardedHttp.Create(new OutboundPolicy(options.Value.Allowed, onlyListed: false), resolve)
    );

    public async Task<WebhookAnswer> SendAsync(WebhookDelivery delivery, CancellationToken cancellation)
    {
        // What is allowed may have changed since the submission.
        if (_policy.Refusal(delivery.Url, out var target) is { } reason)
            return new WebhookAnswer(null, $"The receiver's address {reason}.");
        if (await secrets.FindAsync(delivery.Job.Tenant, cancellation) is not { } known)
            return new WebhookAnswer(null, "There is no secret to sign with.");
        using var patience = new CancellationTokenSource(options.Value.AnswerTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var request = Request(delivery, target!, known);
            using var answer = await _http.Value.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                stop.Token
            );
            return answer.IsSuccessStatusCode
                ? new WebhookAnswer((int)answer.StatusCode, null)
                : new WebhookAnswer((int)answer.StatusCode, Sentence(answer.StatusCode));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new WebhookAnswer(
                null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The receiver did not answer within {options.Value.AnswerTime.TotalSeconds:0.#} s."
                )
            );
        }
        catch (HttpRequestException e)
        {
            return new WebhookAnswer(null, Sentence(e));
        }
    }

    public void Dispose()
    {
        if (_http.IsValueCreated)
            _http.Value.Dispose();
    }

    private HttpRequestMessage Request(WebhookDelivery delivery, Uri target, WebhookSecrets known)
    {
        var now = time.GetUtcNow();
        var seconds = now.ToUnixTimeSeconds();
        var body = JsonSerializer.Serialize(WebhookWords.Event(delivery), VideoJson.Default.WebhookEvent);
        var signatures = known.At(now).Select(secret => WebhookSignature.Sign(secret, delivery.Id, seconds, body));
        var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add(WebhookSignature.IdHeader, delivery.Id);
        request.Headers.Add(WebhookSignature.TimestampHeader, seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(WebhookSignature.SignatureHeader, string.Join(' ', signatures));
        return request;
    }

    private static string Sentence(HttpStatusCode status) =>
        (int)status is >= 300 and < 400
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The receiver answered with a redirect ({(int)status}), and redirects are not followed."
            )
            : string.Create(CultureInfo.InvariantCulture, $"The receiver answered with status {(int)status}.");

    private static string Sentence(HttpRequestException failure) =>
        failure switch
        {
            { InnerException: TargetRefusedException } =>
                "The receiver's name stands for an address that this service does not connect to.",
            { HttpRequestError: HttpRequestError.NameResolutionError } => "The receiver's name cannot be resolved.",
            { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                "The receiver's certificate is not valid, or it speaks no TLS.",
            _ => "The receiver cannot be reached, or broke the connection.",
        };
}
