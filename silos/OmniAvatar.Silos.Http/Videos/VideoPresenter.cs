using System.Globalization;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Silos.Http.Videos;

/// <summary>
/// Shows a job as a video. Its row in the index has nearly everything; only a job that is open or has failed is asked itself.
/// </summary>
internal sealed class VideoPresenter(IGrainFactory grains, ILedger ledger)
{
    private const double DenoisingShare = 0.9;
    private const double MillisecondsPerSecond = 1000;

    /// <summary>The video with its GPU time.</summary>
    public async Task<Video> ShowAsync(JobIndexEntry entry)
    {
        var totals = await ledger.TotalsAsync(entry.Job);
        var video = await ShowBrieflyAsync(entry);
        return video with { Details = video.Details! with { Usage = Usage(totals) } };
    }

    /// <summary>The video without its GPU time.</summary>
    public async Task<Video> ShowBrieflyAsync(JobIndexEntry entry) => entry.State is JobState.Completed or JobState.Cancelled
        ? Show(entry, new JobStatus { State = entry.State })
        : Show(entry, Settled(entry, await grains.Job(entry.Job).StatusAsync()));

    /// <summary>A video is completed when its row says so, a moment after the job does: then it has its time too.</summary>
    private static JobStatus Settled(JobIndexEntry entry, JobStatus status) =>
        entry.Ended is null && status.State == JobState.Completed ? status with { State = JobState.Assembling } : status;

    private static Video Show(JobIndexEntry entry, JobStatus status)
    {
        var summary = entry.Summary;
        var isDone = status.State == JobState.Completed;
        return new Video
        {
            Id = entry.Job.Job,
            Model = summary?.ModelName ?? entry.Model,
            Status = Word(status),
            Progress = isDone ? 100 : Percent(status),
            CreatedAt = entry.Created.ToUnixTimeSeconds(),
            CompletedAt = isDone ? entry.Ended?.ToUnixTimeSeconds() : null,
            Prompt = summary?.Prompt,
            Seconds = Seconds(summary).ToString("0.###", CultureInfo.InvariantCulture),
            Size = $"{summary?.Width ?? 0}x{summary?.Height ?? 0}",
            Error = Error(status),
            Details = new VideoDetails
            {
                ShotsDone = isDone ? summary?.Shots ?? 0 : status.ShotsDone,
                ShotsTotal = summary?.Shots ?? status.ShotsTotal,
                SegmentsDone = isDone ? summary?.Segments ?? 0 : status.SegmentsDone,
                SegmentsTotal = summary?.Segments ?? status.SegmentsTotal,
                Waiting = status.Waiting,
            },
        };
    }

    private static string Word(JobStatus status) => status.State switch
    {
        JobState.Completed => VideoStatus.Completed,
        JobState.Failed or JobState.Cancelled => VideoStatus.Failed,
        JobState.Rendering when status.SegmentsDone == 0 && status.Running.Count == 0 => VideoStatus.Queued,
        JobState.New => VideoStatus.Queued,
        _ => VideoStatus.InProgress,
    };

    private static VideoError? Error(JobStatus status) => status switch
    {
        { State: JobState.Cancelled } => new VideoError(VideoErrorCodes.Cancelled, "The video was cancelled."),
        { Failure: { } failure } => new VideoError(Code(failure.Kind), PublicReason.Of(failure.Kind, failure.Reason, failure.Incident))
        {
            Kind = failure.Kind.Word(),
            Incident = failure.Incident,
        },
        _ => null,
    };

    /// <summary>In the words that clients of every release know; the kind says more.</summary>
    private static string Code(FailureKind kind) => kind switch
    {
        FailureKind.BadInput or FailureKind.WrongUse => VideoErrorCodes.BadInput,
        FailureKind.Cancelled => VideoErrorCodes.Cancelled,
        _ => VideoErrorCodes.RenderFailed,
    };

    private static int Percent(JobStatus status)
    {
        if (status.SegmentsTotal == 0) return 0;
        var done = status.SegmentsDone + status.Running.Where(r => !r.Work.IsConditioning).Sum(Fraction);
        return Math.Clamp((int)(100 * done / status.SegmentsTotal), 0, 99);
    }

    private static double Fraction(WorkProgress running) => running.Phase switch
    {
        RenderPhase.Denoise when running.Steps > 0 => DenoisingShare * running.Step / running.Steps,
        RenderPhase.Decode or RenderPhase.Encode or RenderPhase.Commit => DenoisingShare,
        _ => 0,
    };

    private static double Seconds(JobSummary? summary) => summary is null ? 0 : (double)summary.Frames / summary.FramesPerSecond;

    private static VideoUsage Usage(IReadOnlyDictionary<LedgerOutcome, long> totals) => new(
        totals.GetValueOrDefault(LedgerOutcome.Committed) / MillisecondsPerSecond,
        totals.GetValueOrDefault(LedgerOutcome.Repeated) / MillisecondsPerSecond,
        totals.GetValueOrDefault(LedgerOutcome.Lost) / MillisecondsPerSecond);
}
