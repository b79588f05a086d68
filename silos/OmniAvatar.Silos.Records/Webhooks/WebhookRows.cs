using System.Data.Common;
using System.Text.Json;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Records.Webhooks;

/// <summary>Deliveries as rows of their table.</summary>
internal static class WebhookRows
{
    public const string Columns =
        "id, tenant, job, event, url, percent, failure, created, state, attempts, due, ended, last_status, last_error";

    // PostgreSQL has to be told the types of parameters that may be NULL in a SELECT.
    public const string Values =
        "@id, @tenant, @job, @event, @url, @percent, CAST(@failure AS text), @created, @state, @attempts, @due, "
        + "CAST(@ended AS bigint), CAST(@last_status AS integer), CAST(@last_error AS text)";

    public static (string, object?)[] Of(WebhookDelivery delivery) =>
        [
            ("id", delivery.Id),
            ("tenant", delivery.Job.Tenant),
            ("job", delivery.Job.Job),
            ("event", delivery.Event.ToString()),
            ("url", delivery.Url),
            ("percent", delivery.Percent),
            ("failure", delivery.Failure is null ? null : JsonSerializer.Serialize(delivery.Failure)),
            ("created", delivery.Created.ToUnixTimeMilliseconds()),
            ("state", delivery.State.ToString()),
            ("attempts", delivery.Attempts),
            ("due", delivery.Due.ToUnixTimeMilliseconds()),
            ("ended", delivery.Ended?.ToUnixTimeMilliseconds()),
            ("last_status", delivery.LastStatus),
            ("last_error", delivery.LastError),
        ];

    public static WebhookDelivery Read(DbDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            Job = new JobId(row.GetString(1), row.GetString(2)),
            Event = Enum.Parse<WebhookEvents>(row.GetString(3)),
            Url = row.GetString(4),
            Percent = row.GetInt32(5),
            Failure = row.IsDBNull(6) ? null : JsonSerializer.Deserialize<JobFailure>(row.GetString(6)),
            Created = Moment(row, 7),
            State = Enum.Parse<WebhookState>(row.GetString(8)),
            Attempts = row.GetInt32(9),
            Due = Moment(row, 10),
            Ended = row.IsDBNull(11) ? null : Moment(row, 11),
            LastStatus = row.IsDBNull(12) ? null : row.GetInt32(12),
            LastError = row.IsDBNull(13) ? null : row.GetString(13),
        };

    private static DateTimeOffset Moment(DbDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
