using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Webhooks;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>
/// Looks for due deliveries and has them tried. Any number of gateways may do so at the same time: a delivery that one
/// has taken is nobody else's until its time is over, also if that gateway dies.
/// </summary>
internal sealed partial class WebhookDispatcher(
    IWebhookOutbox outbox,
    WebhookAttempt attempt,
    IOptions<WebhookOptions> options,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger
) : BackgroundService
{
    /// <summary>What an attempt takes at most beside the receiver's answer.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Task, string> _running = new();
    private long _lastSweep = time.GetTimestamp();
    private bool _isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        finally
        {
            await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>An outage of the records is logged once, not every second.</summary>
    private async Task TryAsync(CancellationToken stop)
    {
        try
        {
            await BeginDueAsync(stop);
            await SweepAsync(stop);
            _isAway = false;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            if (!_isAway)
                LogAway(e);
            _isAway = true;
        }
    }

    private async Task BeginDueAsync(CancellationToken stop)
    {
        var (most, mostOfTenant) = (options.Value.Concurrent, options.Value.ConcurrentOfTenant);
        var running = _running.Values.CountBy(tenant => tenant).ToArray();
        var free = most - running.Sum(tenant => tenant.Value);
        if (free <= 0)
            return;
        // Whoever has many receivers that do not answer keeps others from nothing.
        var take = new WebhookTake(
            Guid.NewGuid().ToString("N"),
            time.GetUtcNow() + options.Value.AnswerTime + Allowance,
            free,
            mostOfTenant,
            [.. running.Where(tenant => tenant.Value >= mostOfTenant).Select(tenant => tenant.Key)]
        );
        foreach (var delivery in await outbox.TakeAsync(take, stop))
            Begin(delivery, stop);
    }

    private void Begin(WebhookDelivery delivery, CancellationToken stop)
    {
        var task = MakeAsync(delivery, stop);
        _running[task] = delivery.Job.Tenant;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>What fails here is tried again once the delivery is due again.</summary>
    private async Task MakeAsync(WebhookDelivery delivery, CancellationToken stop)
    {
        await Task.Yield();
        try
        {
            await attempt.MakeAsync(delivery, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogNotTried(e, delivery.Job.Tenant, delivery.Id);
        }
    }

    private async Task SweepAsync(CancellationToken stop)
    {
        if (time.GetElapsedTime(_lastSweep) < BetweenSweeps)
            return;
        await outbox.ForgetAsync(time.GetUtcNow() - options.Value.Memory, stop);
        _lastSweep = time.GetTimestamp();
    }

    [LoggerMessage(LogLevel.Warning, "Webhooks wait: the records do not answer")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Webhook {Id} of {Tenant} could not be tried; it is tried again")]
    private partial void LogNotTried(Exception exception, string tenant, string id);
}
