using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Jobs;

/// <summary>
/// One job, keyed <c>tenant/job</c>: the only writer of its order. Every call may be repeated without harm and none
/// waits for rendering.
/// </summary>
[Alias("OmniAvatar.IJobGrain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>
    /// Opens the job whose <c>request.json</c> and <c>plan.json</c> lie in the store, or does nothing if it was opened
    /// before. It is in the index when this returns.
    /// </summary>
    [Alias("Start")]
    Task StartAsync(JobTerms terms);

    /// <summary>Opens a failed job again, with every finished part kept and failures forgotten.</summary>
    /// <returns>Null, or why it cannot be: it was cancelled, and there is nothing left to go on with.</returns>
    [Alias("Resume")]
    Task<JobFailure?> ResumeAsync();

    /// <summary>Stops the job for good, within 2 s where it runs; its files go.</summary>
    [Alias("Cancel")]
    Task CancelAsync();

    /// <summary>Cancels the job if it is open, and removes every file and row of it, what the ledger has
    /// aside.</summary>
    [Alias("Delete")]
    Task DeleteAsync();

    /// <summary>Removes files that an ended job has no right to: what a late attempt has put since. Said by
    /// sweeps.</summary>
    [Alias("Tidy")]
    Task TidyAsync();

    /// <summary>Where the job stands now.</summary>
    [Alias("Status")]
    Task<JobStatus> StatusAsync();

    /// <summary>Sends every change of status to an observer for five minutes from now.</summary>
    [Alias("Subscribe")]
    Task SubscribeAsync(IJobObserver observer);

    /// <summary>Notifies this observer no more.</summary>
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(IJobObserver observer);

    /// <summary>Asked by the pool before each grant: looks for the result first, then numbers a new attempt,
    /// durably.</summary>
    [Alias("Grant")]
    Task<GrantDecision> GrantAsync(WorkId work, string slot);

    /// <summary>Asked by a pool that has lost its queue: offers all ready work again.</summary>
    [Alias("Reoffer")]
    Task ReofferAsync();

    /// <summary>How an attempt ended, from the grain that made it.</summary>
    [Alias("Report")]
    Task ReportAsync(WorkGrant grant, WorkOutcome outcome, AttemptUsage usage);

    /// <summary>The pool revoked an attempt's lease: its slot died, froze, or stood still. Its usage is the last that
    /// was reported.</summary>
    [Alias("Lost")]
    Task LostAsync(WorkGrant grant, AttemptUsage usage);

    /// <summary>How far an attempt is, from the grain that makes it.</summary>
    [Alias("Progress")]
    Task ProgressAsync(WorkProgress progress);

    /// <summary>How joining the finished segments ended.</summary>
    /// <param name="failure">Null when the video is committed.</param>
    [Alias("Assembled")]
    Task AssembledAsync(JobFailure? failure);
}

/// <summary>Hears of a job's changes. Messages can get lost: <see cref="IJobGrain.StatusAsync"/> has the
/// truth.</summary>
[Alias("OmniAvatar.IJobObserver")]
public interface IJobObserver : IGrainObserver
{
    /// <summary>The job stands elsewhere than when it last notified.</summary>
    [Alias("OnStatus")]
    Task OnStatusAsync(JobStatus status);
}
