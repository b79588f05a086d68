using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Webhooks;

/// <summary>
/// Deliveries of all tenants, one row each. The job writes them before it counts as ended; gateways take them, try
/// them, and note what came of it. Every call may be repeated without harm.
/// </summary>
public interface IWebhookOutbox
{
    /// <summary>Adds a delivery unless it is there already, or its job's receiver has said that it wants no more (410).
    /// Durable on return.</summary>
    Task AddAsync(WebhookDelivery delivery, CancellationToken cancellation = default);

    /// <summary>Has a delivery that nobody has taken yet tried at once.</summary>
    Task ReleaseAsync(string id, CancellationToken cancellation = default);

    /// <summary>Takes due deliveries; nobody else takes them before they are due again.</summary>
    Task<IReadOnlyList<WebhookDelivery>> TakeAsync(WebhookTake take, CancellationToken cancellation = default);

    /// <summary>Writes what came of a try: state, tries, when it is due, and the receiver's answer.</summary>
    Task NoteAsync(WebhookDelivery delivery, CancellationToken cancellation = default);

    /// <summary>The receiver of a job wants no more: what is pending for the job is given up with this
    /// status.</summary>
    Task EndAsync(JobId job, int status, string error, CancellationToken cancellation = default);

    /// <summary>A tenant's delivery, or null.</summary>
    Task<WebhookDelivery?> FindAsync(string tenant, string id, CancellationToken cancellation = default);

    /// <summary>A tenant's deliveries, newest first.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="state">Only these; null for all.</param>
    /// <param name="after">Only deliveries that come after this one in the list; null begins at the start.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<WebhookDelivery>> ListAsync(
        string tenant,
        WebhookState? state,
        string? after,
        int limit,
        CancellationToken cancellation = default
    );

    /// <summary>Has a tenant's delivery that was given up tried again from now on, with all its tries before
    /// it.</summary>
    /// <returns>False if the tenant has no such delivery that was given up.</returns>
    Task<bool> RetryAsync(string tenant, string id, CancellationToken cancellation = default);

    /// <summary>Removes deliveries that ended before a moment.</summary>
    Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation = default);
}

/// <summary>Which deliveries are taken.</summary>
/// <param name="Holder">Who takes them: a name that nobody used before.</param>
/// <param name="Until">Until when they are the holder's.</param>
/// <param name="Most">At most this many.</param>
/// <param name="MostOfTenant">At most this many of one tenant.</param>
/// <param name="Except">Tenants of which none are taken.</param>
public sealed record WebhookTake(
    string Holder,
    DateTimeOffset Until,
    int Most,
    int MostOfTenant,
    IReadOnlyCollection<string> Except
);
