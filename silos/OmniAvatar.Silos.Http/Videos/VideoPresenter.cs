using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>Shows a job as a video. Its row in the index has nearly everything; only an open or failed job is asked
/// itself. Shown progress is saved in the row, so that no answer of any gateway shows less than an earlier
/// one.</summary>
internal sealed partial class VideoPresenter(
    IGrainFactory grains,
    IJobIndex index,
    ILedger ledger,
    TimeProvider time,
    ILogger<VideoPresenter> logger
)
{
    private const double DenoisingShare = 0.9;
    private const double MillisecondsPerSecond = 1000;
    private const string LastKnown = "The video's state cannot be read at the moment; this is its last known state.";

    /// <summary>How long to wait for a job's answer; a job that was just activated reads the store first.</summary>
    private static readonly TimeSpan JobPatience = TimeSpan.FromSeconds(5);

    /// <summary>The video with its GPU time.</summary>
    public async Task<Video> ShowAsync(JobIndexEntry entry, CancellationToken cancellation)
    {
        var usage = await UsageAsync(entry.Job, cancellation);
        var video = await ShowBrieflyAsync(entry, cancellation);
        return video with { Details = video.Details! with { Usage = usage } };
    }

    /// <summary>The GPU time of a video so far.</summary>
    public async Task<VideoUsage> UsageAsync(JobId job, CancellationToken cancellation) =>
        Usage(await ledger.TotalsAsync(job, cancellation));

    /// <summary>The video without its GPU time.</summary>
    public async Task<Video> ShowBrieflyAsync(JobIndexEntry entry, CancellationToken cancellation)
    {
        if (entry.State is JobState.Completed or JobState.Cancelled)
            return Show(entry, new JobStatus { State = entry.State });
        var status = Settled(entry, await StatusAsync(entry, cancellation));
        return Show(await NoteAsync(entry, status, cancellation), status);
    }

    /// <summary>The job's own status, or the last known status of an open job that does not answer.</summary>
    private async Task<JobStatus> StatusAsync(JobIndexEntry entry, CancellationToken cancellation)
    {
        try
        {
            return await grains.Job(entry.Job).StatusAsync().WaitAsync(JobPatience, time, cancellation);
        }
        catch (Exception e) when (entry.IsOpen && e is TimeoutException or OrleansException)
        {
            LogNoAnswer(e, entry.Job.Tenant, entry.Job.Job);
            return new JobStatus { State = entry.State, Waiting = LastKnown };
        }
    }

    /// <summary>Saves the progress of an open job if it has increased.</summary>
    private async Task<JobIndexEntry> NoteAsync(JobIndexEntry entry, JobStatus status, CancellationToken cancellation)
    {
        if (!entry.IsOpen || status.IsOver || !HasBegun(status))
            return entry;
        var seen = new SeenProgress(Percent(status), status.SegmentsDone, status.ShotsDone);
        var furthest = entry.Seen?.Furthest(seen) ?? seen;
        if (furthest == entry.Seen)
            return entry;
        try
        {
            await index.NoteProgressAsync(entry.Job, furthest, cancellation);
        }
        catch (DbException e)
        {
            LogNotNoted(e, entry.Job.Tenant, entry.Job.Job);
        }
        return entry with { Seen = furthest };
    }

    /// <summary>A video is completed when its row says so, a moment after the job does: then the row also has the
    /// time.</summary>
    private static JobStatus Settled(JobIndexEntry entry, JobStatus status) =>
        entry.Ended is null && status.State == JobState.Completed
            ? status with
            {
                State = JobState.Assembling,
            }
            : status;

    private static Video Show(JobIndexEntry entry, JobStatus status)
    {
        var summary = entry.Summary;
        var isDone = status.State == JobState.Completed;
        var seen = entry.Seen ?? new SeenProgress(0, 0, 0);
        return new Video
        {
            Id = entry.Job.Job,
            Model = summary?.ModelName ?? entry.Model,
            Status = Word(entry, status),
            Progress = isDone ? 100 : Math.Max(Percent(status), seen.Percent),
            CreatedAt = entry.Created.ToUnixTimeSeconds(),
            CompletedAt = isDone ? entry.Ended?.ToUnixTimeSeconds() : null,
            Prompt = summary?.Prompt,
            RemixedFromVideoId = summary?.RemixedFrom,
            Seconds = Seconds(summary),
            Size = Size(summary),
            Error = Error(status),
            Details = new VideoDetails
            {
                ShotsDone = isDone ? summary?.Shots ?? 0 : Math.Max(status.ShotsDone, seen.Shots),
                ShotsTotal = summary?.Shots ?? status.ShotsTotal,
                SegmentsDone = isDone ? summary?.Segments ?? 0 : Math.Max(status.SegmentsDone, seen.Segments),
                SegmentsTotal = summary?.Segments ?? status.SegmentsTotal,
                Waiting = status.Waiting,
                Warnings = summary?.Warnings,
            },
        };
    }

    private static string Word(JobIndexEntry entry, JobStatus status) =>
        status.State switch
        {
            JobState.Completed => VideoStatus.Completed,
            JobState.Failed or JobState.Cancelled => VideoStatus.Failed,
            JobState.New or JobState.Rendering when entry.Seen is null && !HasBegun(status) => VideoStatus.Queued,
            _ => VideoStatus.InProgress,
        };

    private static bool HasBegun(JobStatus status) =>
        status.State is JobState.Assembling || status.SegmentsDone > 0 || status.Running.Count > 0;

    private static VideoError? Error(JobStatus status) =>
        status switch
        {
            { State: JobState.Cancelled } => Cancelled,
            { Failure: { } failure } => ErrorOf(failure),
            _ => null,
        };

    /// <summary>What is said of a cancelled video.</summary>
    public static VideoError Cancelled { get; } = new(VideoErrorCodes.Cancelled, "The video was cancelled.");

    /// <summary>A job's failure as its owner may see it.</summary>
    public static VideoError ErrorOf(JobFailure failure) =>
        new(Code(failure.Kind), PublicReason.Of(failure.Kind, failure.Reason, failure.Incident))
        {
            Kind = failure.Kind.Word(),
            Incident = failure.Incident,
        };

    /// <summary>Words that clients of every release know; the kind is more precise.</summary>
    private static string Code(FailureKind kind) =>
        kind switch
        {
            FailureKind.BadInput or FailureKind.WrongUse => VideoErrorCodes.BadInput,
            FailureKind.Cancelled => VideoErrorCodes.Cancelled,
            _ => VideoErrorCodes.RenderFailed,
        };

    private static int Percent(JobStatus status)
    {
        if (status.SegmentsTotal == 0)
            return 0;
        var done = status.SegmentsDone + status.Running.Where(r => !r.Work.IsConditioning).Sum(Fraction);
        return Math.Clamp((int)(100 * done / status.SegmentsTotal), 0, 99);
    }

    private static double Fraction(WorkProgress running) =>
        running.Phase switch
        {
            RenderPhase.Denoise when running.Steps > 0 => DenoisingShare * running.Step / running.Steps,
            RenderPhase.Decode or RenderPhase.Encode or RenderPhase.Commit => DenoisingShare,
            _ => 0,
        };

    /// <summary>A video's length in seconds, as the API writes it.</summary>
    public static string Seconds(JobSummary? summary) =>
        (summary is null ? 0 : (double)summary.Frames / summary.FramesPerSecond).ToString(
            "0.###",
            CultureInfo.InvariantCulture
        );

    /// <summary>A video's size in pixels, as the API writes it.</summary>
    public static string Size(JobSummary? summary) => $"{summary?.Width ?? 0}x{summary?.Height ?? 0}";

    private static VideoUsage Usage(IReadOnlyDictionary<LedgerOutcome, long> totals) =>
        new(
            totals.GetValueOrDefault(LedgerOutcome.Committed) / MillisecondsPerSecond,
            totals.GetValueOrDefault(LedgerOutcome.Repeated) / MillisecondsPerSecond,
            totals.GetValueOrDefault(LedgerOutcome.Lost) / MillisecondsPerSecond
        );

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job} does not answer; its status is shown from the index")]
    private partial void LogNoAnswer(Exception exception, string tenant, string job);

    [LoggerMessage(LogLevel.Warning, "Job {Tenant}/{Job}: its progress could not be saved in the index")]
    private partial void LogNotNoted(Exception exception, string tenant, string job);
}
