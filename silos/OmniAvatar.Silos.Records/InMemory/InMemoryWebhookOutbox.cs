using OmniAvatar.Grains;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The deliveries of a cluster that lives and dies with this process.</summary>
public sealed class InMemoryWebhookOutbox(WorkClock clock) : IWebhookOutbox
{
    private const int Gone = 410;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Row> _rows = [];

    private DateTimeOffset Now => clock.Time.GetUtcNow();

    /// <inheritdoc/>
    public Task AddAsync(WebhookDelivery delivery, CancellationToken cancellation = default) =>
        LockedAsync(
            () =>
            {
                if (!_rows.Values.Any(row => row.Delivery.Job == delivery.Job && row.Delivery.LastStatus == Gone))
                    _rows.TryAdd(delivery.Id, new Row(delivery, null));
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task ReleaseAsync(string id, CancellationToken cancellation = default) =>
        LockedAsync(
            () =>
            {
                if (_rows.TryGetValue(id, out var row) && row is { Holder: null, Delivery.State: WebhookState.Pending })
                    _rows[id] = new Row(row.Delivery with { Due = Now }, null);
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookDelivery>> TakeAsync(WebhookTake take, CancellationToken cancellation = default) =>
        LockedAsync<IReadOnlyList<WebhookDelivery>>(
            () =>
            {
                var taken = Pending()
                    .Where(delivery => delivery.Due <= Now && !take.Except.Contains(delivery.Job.Tenant))
                    .GroupBy(delivery => delivery.Job.Tenant)
                    .SelectMany(own => own.OrderBy(delivery => delivery.Due).Take(take.MostOfTenant))
                    .OrderBy(delivery => delivery.Due)
                    .Take(take.Most)
                    .Select(delivery => delivery with { Due = take.Until })
                    .ToArray();
                foreach (var delivery in taken)
                    _rows[delivery.Id] = new Row(delivery, take.Holder);
                return taken;
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task NoteAsync(WebhookDelivery delivery, CancellationToken cancellation = default) =>
        LockedAsync(
            () =>
            {
                if (_rows.TryGetValue(delivery.Id, out var row))
                    _rows[delivery.Id] = row with { Delivery = delivery };
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task EndAsync(JobId job, int status, string error, CancellationToken cancellation = default) =>
        LockedAsync(
            () =>
            {
                foreach (var delivery in Pending().Where(delivery => delivery.Job == job).ToArray())
                {
                    var given = delivery with { State = WebhookState.Failed, Ended = Now };
                    _rows[delivery.Id] = new Row(given with { LastStatus = status, LastError = error }, null);
                }
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<WebhookDelivery?> FindAsync(string tenant, string id, CancellationToken cancellation = default) =>
        LockedAsync(() => Of(tenant, id), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WebhookDelivery>> ListAsync(
        string tenant,
        WebhookState? state,
        string? after,
        int limit,
        CancellationToken cancellation = default
    ) =>
        LockedAsync<IReadOnlyList<WebhookDelivery>>(
            () =>
            {
                var all = _rows
                    .Values.Select(row => row.Delivery)
                    .Where(delivery => delivery.Job.Tenant == tenant && (state ?? delivery.State) == delivery.State)
                    .OrderByDescending(delivery => (delivery.Created, delivery.Id))
                    .AsEnumerable();
                if (after is not null)
                    all = Of(tenant, after) is { } last
                        ? all.Where(d => (d.Created, d.Id).CompareTo((last.Created, last.Id)) < 0)
                        : [];
                return all.Take(limit).ToArray();
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<bool> RetryAsync(string tenant, string id, CancellationToken cancellation = default) =>
        LockedAsync(
            () =>
            {
                if (Of(tenant, id) is not { State: WebhookState.Failed } delivery)
                    return false;
                var again = delivery with { State = WebhookState.Pending, Attempts = 0, Due = Now, Ended = null };
                _rows[id] = new Row(again, null);
                return true;
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        LockedAsync(
            () =>
            {
                foreach (var row in _rows.Values.Where(row => row.Delivery.Ended < before).ToArray())
                    _rows.Remove(row.Delivery.Id);
            },
            cancellation
        );

    private IEnumerable<WebhookDelivery> Pending() =>
        _rows.Values.Select(row => row.Delivery).Where(delivery => delivery.State == WebhookState.Pending);

    private WebhookDelivery? Of(string tenant, string id) =>
        _rows.GetValueOrDefault(id)?.Delivery is { } delivery && delivery.Job.Tenant == tenant ? delivery : null;

    private Task LockedAsync(Action work, CancellationToken cancellation) =>
        AtOnce.RunAsync(
            () =>
            {
                lock (_lock)
                    work();
            },
            cancellation
        );

    private Task<T> LockedAsync<T>(Func<T> work, CancellationToken cancellation) =>
        AtOnce.RunAsync(
            () =>
            {
                lock (_lock)
                    return work();
            },
            cancellation
        );

    private sealed record Row(WebhookDelivery Delivery, string? Holder);
}
