using System.Globalization;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records.Webhooks;

/// <summary>Deliveries of webhooks as a table.</summary>
public sealed class RecordedWebhookOutbox(RecordStore records, TimeProvider time) : IWebhookOutbox
{
    private const int Gone = 410;
    private const string Delivery = "id = @id AND tenant = @tenant";

    // In the statement itself: SQLite uses the index of pending rows only where it sees the word.
    private const string IsPending = $"state = '{nameof(WebhookState.Pending)}'";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public Task AddAsync(WebhookDelivery delivery, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            $"""
            INSERT INTO webhook_delivery ({WebhookRows.Columns})
            SELECT {WebhookRows.Values}
            WHERE NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE tenant = @tenant AND job = @job AND last_status = @gone)
            ON CONFLICT (id) DO NOTHING
            """,
            cancellation,
            [.. WebhookRows.Of(delivery), ("gone", Gone)]
        );

    /// <inheritdoc/>
    public Task ReleaseAsync(string id, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            "UPDATE webhook_delivery SET due = @now WHERE id = @id AND state = @pending AND holder IS NULL",
            cancellation,
            ("id", id),
            ("pending", nameof(WebhookState.Pending)),
            ("now", Now)
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WebhookDelivery>> TakeAsync(
        WebhookTake take,
        CancellationToken cancellation = default
    )
    {
        var except = take
            .Except.Select((tenant, i) => (Name: string.Create(CultureInfo.InvariantCulture, $"except{i}"), tenant))
            .ToArray();
        var others =
            except.Length == 0 ? "" : $"AND tenant NOT IN ({string.Join(", ", except.Select(e => $"@{e.Name}"))})";
        // Two gateways that look at once find the same rows; the condition outside lets only one of them have each.
        await records.ExecuteAsync(
            $"""
            UPDATE webhook_delivery SET holder = @holder, due = @until
            WHERE {IsPending} AND due <= @now AND id IN (
                SELECT id FROM (
                    SELECT id, due, ROW_NUMBER() OVER (PARTITION BY tenant ORDER BY due) AS place
                    FROM webhook_delivery WHERE {IsPending} AND due <= @now {others}
                ) AS waiting WHERE place <= @share ORDER BY due LIMIT @most)
            """,
            cancellation,
            [
                ("holder", take.Holder),
                ("until", take.Until.ToUnixTimeMilliseconds()),
                ("now", Now),
                ("share", take.MostOfTenant),
                ("most", take.Most),
                .. except.Select(e => (e.Name, (object?)e.tenant)),
            ]
        );
        return await records.QueryAsync(
            $"SELECT {WebhookRows.Columns} FROM webhook_delivery WHERE {IsPending} AND due = @until AND holder = @holder",
            WebhookRows.Read,
            cancellation,
            ("until", take.Until.ToUnixTimeMilliseconds()),
            ("holder", take.Holder)
        );
    }

    /// <inheritdoc/>
    public Task NoteAsync(WebhookDelivery delivery, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            $"""
            UPDATE webhook_delivery SET state = @state, attempts = @attempts, due = @due, ended = @ended,
                last_status = @last_status, last_error = @last_error
            WHERE {Delivery}
            """,
            cancellation,
            ("id", delivery.Id),
            ("tenant", delivery.Job.Tenant),
            ("state", delivery.State.ToString()),
            ("attempts", delivery.Attempts),
            ("due", delivery.Due.ToUnixTimeMilliseconds()),
            ("ended", delivery.Ended?.ToUnixTimeMilliseconds()),
            ("last_status", delivery.LastStatus),
            ("last_error", delivery.LastError)
        );

    /// <inheritdoc/>
    public Task EndAsync(JobId job, int status, string error, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            """
            UPDATE webhook_delivery SET state = @failed, ended = @now, last_status = @status, last_error = @error
            WHERE tenant = @tenant AND job = @job AND state = @pending
            """,
            cancellation,
            ("tenant", job.Tenant),
            ("job", job.Job),
            ("failed", nameof(WebhookState.Failed)),
            ("pending", nameof(WebhookState.Pending)),
            ("now", Now),
            ("status", status),
            ("error", error)
        );

    /// <inheritdoc/>
    public Task<WebhookDelivery?> FindAsync(string tenant, string id, CancellationToken cancellation = default) =>
        records.FirstAsync(
            $"SELECT {WebhookRows.Columns} FROM webhook_delivery WHERE {Delivery}",
            WebhookRows.Read,
            cancellation,
            ("id", id),
            ("tenant", tenant)
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WebhookDelivery>> ListAsync(
        string tenant,
        WebhookState? state,
        string? after,
        int limit,
        CancellationToken cancellation = default
    )
    {
        List<(string, object?)> values = [("tenant", tenant), ("limit", limit)];
        var (ofState, page) = ("", "");
        if (state is { } wanted)
        {
            ofState = "AND state = @state";
            values.Add(("state", wanted.ToString()));
        }
        if (after is not null)
        {
            page =
                $"AND (created, id) < (SELECT created, id FROM webhook_delivery WHERE tenant = @tenant AND id = @after)";
            values.Add(("after", after));
        }
        return await records.QueryAsync(
            $"SELECT {WebhookRows.Columns} FROM webhook_delivery WHERE tenant = @tenant {ofState} {page} ORDER BY "
                + "created DESC, id DESC LIMIT @limit",
            WebhookRows.Read,
            cancellation,
            [.. values]
        );
    }

    /// <inheritdoc/>
    public async Task<bool> RetryAsync(string tenant, string id, CancellationToken cancellation = default)
    {
        if (await FindAsync(tenant, id, cancellation) is not { State: WebhookState.Failed })
            return false;
        await records.ExecuteAsync(
            $"""
            UPDATE webhook_delivery SET state = @pending, attempts = 0, due = @now, holder = NULL, ended = NULL
            WHERE {Delivery} AND state = @failed
            """,
            cancellation,
            ("id", id),
            ("tenant", tenant),
            ("pending", nameof(WebhookState.Pending)),
            ("failed", nameof(WebhookState.Failed)),
            ("now", Now)
        );
        return true;
    }

    /// <inheritdoc/>
    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellation = default) =>
        records.ExecuteAsync(
            "DELETE FROM webhook_delivery WHERE ended < @before",
            cancellation,
            ("before", before.ToUnixTimeMilliseconds())
        );
}
