using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using OmniAvatar.Client.Wire;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Pool;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Planning;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Says what a submission would take. It is received, decoded and planned as one that is to be rendered, and
/// refused for the same reasons; the queue and the tenant's limits stay untouched.</summary>
internal sealed class EstimateService(FormReader forms, JobDraftBuilder drafts, IGrainFactory grains, TimeProvider time)
{
    private const int NameBytes = 4;

    /// <exception cref="ApiException">The submission would be refused.</exception>
    /// <exception cref="OmniAvatarException">The same, for what is in its files and numbers.</exception>
    public async Task<VideoEstimate> EstimateAsync(string tenant, HttpRequest request, CancellationToken cancellation)
    {
        using var received = await forms.ReceiveAsync(tenant, request, cancellation);
        var draft = await drafts.DraftAsync(VideoIds.Create(tenant), received, cancellation);
        return Show(draft, await grains.Pool().EstimateAsync(WorkOf(draft)));
    }

    private static PlannedWork WorkOf(JobDraft draft)
    {
        var segment = RenderWork.OfSegment(draft.Request, draft.Plan);
        return new PlannedWork(
            draft.Job.Tenant,
            draft.Request.ModelManifest,
            RenderWork.OfJob(draft.Request, draft.Plan),
            segment * draft.Plan.Shots.Max(shot => shot.Segments.Count),
            draft.Plan.Shots.Count
        );
    }

    private VideoEstimate Show(JobDraft draft, PoolEstimate estimate)
    {
        var summary = draft.Summary;
        return new VideoEstimate
        {
            Model = summary.ModelName,
            Size = VideoPresenter.Size(summary),
            Seconds = VideoPresenter.Seconds(summary),
            Shots = summary.Shots,
            Segments = summary.Segments,
            Steps = (long)summary.Segments * draft.Request.Steps,
            GpuSeconds = Rounded(estimate.GpuSeconds),
            StartsAt = At(estimate.StartsInSeconds),
            EndsAt = At(estimate.EndsInSeconds),
            Waiting = estimate.Waiting,
            Plan = [.. ShotsOf(draft)],
            Pauses = [.. PausesOf(draft)],
            Slots = [.. estimate.Slots.Select(Show)],
            Warnings = [.. draft.Warnings],
        };
    }

    private static IEnumerable<EstimateShot> ShotsOf(JobDraft draft)
    {
        var (request, rate) = (draft.Request, (double)draft.Request.FramesPerSecond);
        return draft
            .Plan.ShownShots()
            .Select(shown => new EstimateShot(
                Math.Round(shown.Start / rate, 3),
                Math.Round(shown.Frames / rate, 3),
                shown.Shot.Segments.Count,
                request.PersonOf(shown.Shot.Speaker),
                request.PictureOf(shown.Shot.Speaker),
                request.Speakers[shown.Shot.Speaker].Prompt
            ));
    }

    private static IEnumerable<EstimatePause> PausesOf(JobDraft draft)
    {
        if (draft.Submission.SilenceSeconds is not null)
            return [];
        // The first frame is the picture itself; the speech begins with the second.
        var delay = 1.0 / draft.Request.FramesPerSecond;
        return draft.Input.Facts.Pauses.Select(pause => new EstimatePause(
            Math.Round(delay + (double)pause.Start / SpeechDecoder.SampleRate, 3),
            Math.Round((double)(pause.End - pause.Start) / SpeechDecoder.SampleRate, 3)
        ));
    }

    private static EstimateSlot Show(AbleSlot slot) =>
        new(PublicName(slot.Slot), slot.IsBusy, Rounded(slot.GpuSeconds));

    /// <summary>Slots are named after the addresses of their machines, which are none of a tenant's business.</summary>
    private static string PublicName(string slot) =>
        $"slot-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(slot)).AsSpan(0, NameBytes))}";

    private static double? Rounded(double? seconds) => seconds is { } known ? Math.Round(known, 1) : null;

    private long? At(double? seconds) =>
        seconds is { } known ? time.GetUtcNow().AddSeconds(known).ToUnixTimeSeconds() : null;
}
