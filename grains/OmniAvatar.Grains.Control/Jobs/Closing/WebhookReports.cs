using System.Globalization;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Webhooks;

namespace OmniAvatar.Grains.Control.Jobs.Closing;

/// <summary>Keeps what the job's webhook is to be told; gateways deliver it. Each event has an id of its own, so that
/// keeping it again keeps nothing.</summary>
internal sealed class WebhookReports(DurableJob job, IWebhookOutbox outbox, TimeProvider time, CancellationToken stop)
{
    private const int Step = 10;

    /// <summary>How long an end is held back at most: nobody releases it if the process dies in between.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(30);

    private int _told;

    /// <summary>Keeps the end of the job, which is told once it is released, or a little later by itself. The owner who
    /// deletes a video is told nothing.</summary>
    public async Task KeepEndAsync()
    {
        if (EndId is { } id)
            await outbox.AddAsync(Delivery(id, End, Percent) with { Due = time.GetUtcNow() + Hold }, stop);
    }

    /// <summary>The end may be told now.</summary>
    public async Task ReleaseEndAsync()
    {
        if (EndId is { } id)
            await outbox.ReleaseAsync(id, stop);
    }

    /// <summary>Keeps that one more tenth of the job is done. Tenths that passed in between are not told.</summary>
    public async Task KeepProgressAsync(JobOrder order)
    {
        if (!job.IsOpen || !IsWanted(WebhookEvents.Progress))
            return;
        var percent = 100 * order.SegmentsDone / order.Plan.SegmentCount() / Step * Step;
        if (percent <= _told || percent >= 100)
            return;
        var occasion = percent.ToString(CultureInfo.InvariantCulture);
        var id = WebhookDelivery.IdOf(job.Id, WebhookEvents.Progress, occasion);
        await outbox.AddAsync(Delivery(id, WebhookEvents.Progress, percent), stop);
        _told = percent;
    }

    private string? EndId =>
        job.Head is { Deleting: false, Ending: { } ending } && IsWanted(End)
            ? WebhookDelivery.IdOf(job.Id, End, ending)
            : null;

    private WebhookEvents End =>
        job.State switch
        {
            JobState.Completed => WebhookEvents.Completed,
            JobState.Failed => WebhookEvents.Failed,
            JobState.Cancelled => WebhookEvents.Cancelled,
            _ => WebhookEvents.None,
        };

    private int Percent =>
        job.State is JobState.Completed ? 100
        : job.Order is { } order ? 100 * order.SegmentsDone / order.Plan.SegmentCount()
        : 0;

    private bool IsWanted(WebhookEvents what) => (job.Head.Terms.Webhook?.Events & what) is > WebhookEvents.None;

    private WebhookDelivery Delivery(string id, WebhookEvents what, int percent) =>
        new()
        {
            Id = id,
            Job = job.Id,
            Event = what,
            Url = job.Head.Terms.Webhook!.Url,
            Percent = percent,
            Failure = what is WebhookEvents.Failed ? job.Head.Failure : null,
            Created = time.GetUtcNow(),
            Due = time.GetUtcNow(),
        };
}
