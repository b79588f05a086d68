using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Jobs;

/// <summary>
/// One job, keyed <c>tenant/job</c>. Only this grain changes the order of the job's work. Every call is safe to repeat,
/// and none waits for rendering.
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

    /// <summary>Cancels the job if it is open, and removes all its files and rows except the ledger's
    /// entries.</summary>
    [Alias("Delete")]
    Task DeleteAsync();

    /// <summary>Removes files that a late attempt put after the job ended. Sweeps call this.</summary>
    [Alias("Tidy")]
    Task TidyAsync();

    /// <summary>The job's current status.</summary>
    [Alias("Status")]
    Task<JobStatus> StatusAsync();

    /// <summary>How far each shot is, in order; empty before the plan was read and once the job has ended.</summary>
    [Alias("Shots")]
    Task<IReadOnlyList<ShotProgress>> ShotsAsync();

    /// <summary>Sends every change of status to an observer for five minutes from now.</summary>
    [Alias("Subscribe")]
    Task SubscribeAsync(IJobObserver observer);

    /// <summary>Removes an observer.</summary>
    [Alias("Unsubscribe")]
    Task UnsubscribeAsync(IJobObserver observer);

    /// <summary>The pool asks this before each grant: the job looks for the result first, then gives a new attempt a
    /// number and saves it.</summary>
    [Alias("Grant")]
    Task<GrantDecision> GrantAsync(WorkId work, string slot);

    /// <summary>A pool that lost its queue asks this: the job offers all ready work again.</summary>
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

/// <summary>Receives a job's changes. Messages can get lost: <see cref="IJobGrain.StatusAsync"/> has the
/// truth.</summary>
[Alias("OmniAvatar.IJobObserver")]
public interface IJobObserver : IGrainObserver
{
    /// <summary>The job's status has changed since the last message.</summary>
    [Alias("OnStatus")]
    Task OnStatusAsync(JobStatus status);
}
