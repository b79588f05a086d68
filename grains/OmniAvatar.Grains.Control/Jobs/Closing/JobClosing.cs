using OmniAvatar.Grains.Control.Jobs.Advance;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Jobs.Status;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Closing;

/// <summary>
/// How a job ends. That it ends is durable before anything else happens; the rest is repeated until it is done, by this
/// activation, or by the next, for the index says open until the ledger has everything.
/// <code>
/// head ─► pool forgets it, slots stop ─► ledger has every entry ─► webhook's event is kept ─► index: ended
/// ─► files and rows go ─► index: bytes kept
/// </code>
/// </summary>
internal sealed class JobClosing(
    DurableJob job,
    LedgerReports ledger,
    EndedJobFiles files,
    WebhookReports webhooks,
    JobOffers offers,
    JobObservers observers,
    IJobHost host,
    WorkClock clock,
    JobLog log
)
{
    private static readonly TimeSpan LongestTidying = TimeSpan.FromHours(1);

    /// <summary>Whether the job has ended but its closing is not complete.</summary>
    public bool IsAsked { get; set; }

    public EndedJobFiles Files => files;

    public Task CompleteAsync()
    {
        log.Completed();
        JobTrace.End(job.Id, job.Head.TraceParent, DateTimeOffset.FromUnixTimeMilliseconds(job.Head.Created));
        return CloseAsync(
            job.Head with
            {
                State = JobState.Completed,
                Completed = clock.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            }
        );
    }

    public async Task FailAsync(JobFailure failure)
    {
        if (!job.IsOpen)
            return;
        log.Failed(failure);
        await CloseAsync(job.Head with { State = JobState.Failed, Failure = failure });
    }

    public async Task CancelAsync()
    {
        if (job.State is JobState.New or JobState.Rendering or JobState.Assembling or JobState.Failed)
            await CloseAsync(job.Head with { State = JobState.Cancelled });
    }

    public Task DeleteAsync() => CloseAsync(job.Head with { State = JobState.Cancelled, Deleting = true });

    /// <summary>Ends the job because of a fault. If it has already ended, stops trying to complete its
    /// closing.</summary>
    public async Task EndByFaultAsync(JobFailure fault)
    {
        if (job.IsOpen)
        {
            await FailAsync(fault);
        }
        else
        {
            (IsAsked, files.AreUntidy) = (false, false);
            if (job.State is not JobState.New)
                await NoteEndedAsync();
        }
    }

    /// <summary>Each step first checks whether the job was opened again, or ended in another way, meanwhile; then the
    /// next round does the rest.</summary>
    public async Task FinishAsync()
    {
        var ending = (job.State, job.Head.Deleting);
        bool Ends() => !job.IsOpen && (job.State, job.Head.Deleting) == ending;

        await job.SaveHeadAsync();
        if (Ends())
            await host.Pool.WithdrawAsync(job.Id);
        if (Ends())
            await ledger.SettleAsync();
        if (Ends())
            await NoteEndedAsync();
        if (Ends())
            await files.TidyUpAsync();
        if (Ends())
            await files.NoteKeptAsync(ending.Deleting);
        // A deleted job is new again, and nothing remains to be done.
        IsAsked = !job.IsOpen && !Ends() && job.State is not JobState.New;
        observers.Notify(job.Head, job.Order);
    }

    /// <summary>Removes files that do not belong to the ended job any more.</summary>
    public Task TidyAsync()
    {
        // The job is unknown: it was deleted, or never begun.
        if (job.State is JobState.New)
            return DeleteAsync();
        files.AreUntidy = job.State is JobState.Cancelled || (job.State is JobState.Completed && !files.AreRetained);
        if (files.AreUntidy)
            host.AskToAdvance();
        return Task.CompletedTask;
    }

    /// <summary>The event is durable before the index says that the job has ended, since nobody asks for it after that;
    /// it is told afterwards, so that its receiver finds the job ended.</summary>
    private async Task NoteEndedAsync()
    {
        await webhooks.KeepEndAsync();
        await files.NoteEndedAsync();
        await webhooks.ReleaseEndAsync();
    }

    /// <summary>Ends the job now. Returns once that is durable and slots were told; the rest follows.</summary>
    private async Task CloseAsync(JobHead head)
    {
        host.StayActive(LongestTidying);
        job.Head = head with { Ending = Guid.NewGuid().ToString("N") };
        IsAsked = true;
        observers.ClearRunning();
        offers.ForgetAll();
        host.AskToAdvance();
        await job.SaveHeadAsync();
        host.Pool.WithdrawAsync(job.Id).Ignore();
        observers.Notify(job.Head, job.Order);
    }
}
