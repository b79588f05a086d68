using System.Diagnostics.Metrics;
using OmniAvatar.Grains.Webhooks;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>What this process has delivered. Exported to Prometheus as <c>omniavatar_webhook_attempts_total</c> by
/// outcome (<c>delivered</c>, <c>retried</c>, <c>failed</c>) and
/// <c>omniavatar_webhook_attempt_seconds</c>.</summary>
internal sealed class WebhookMetrics : IDisposable
{
    public const string MeterName = "OmniAvatar.Webhooks";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _seconds;

    public WebhookMetrics()
    {
        _attempts = _meter.CreateCounter<long>(
            "omniavatar.webhook.attempts",
            null,
            "Tries to deliver a webhook, by outcome."
        );
        _seconds = _meter.CreateHistogram<double>(
            "omniavatar.webhook.attempt",
            "s",
            "How long a try to deliver a webhook took."
        );
    }

    public void Count(WebhookState after, TimeSpan took)
    {
        var outcome = after switch
        {
            WebhookState.Delivered => "delivered",
            WebhookState.Pending => "retried",
            _ => "failed",
        };
        _attempts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _seconds.Record(took.TotalSeconds);
    }

    public void Dispose() => _meter.Dispose();
}
