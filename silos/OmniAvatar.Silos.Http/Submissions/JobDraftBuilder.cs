using System.Globalization;
using Microsoft.Extensions.Options;
using OmniAvatar.Identity;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Models;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;
using OmniAvatar.Silos.Http.Submissions.Fields;
using OmniAvatar.Silos.Http.Webhooks;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Makes a planned job of a received submission.</summary>
internal sealed class JobDraftBuilder(
    ModelDirectory models,
    WebhookAdmission webhooks,
    InputDecoder inputs,
    IOptions<VideoApiOptions> options
)
{
    private const double SecondsApart = 0.5;

    /// <exception cref="ApiException">A field, the model or a file cannot be used.</exception>
    /// <exception cref="OmniAvatarException">A file is bad, or the numbers do not fit together.</exception>
    public async Task<JobDraft> DraftAsync(JobId job, ReceivedSubmission received, CancellationToken cancellation)
    {
        var submission = SubmissionFields.Read(received.Form, options.Value);
        await webhooks.RequireAsync(job.Tenant, submission.Webhook, cancellation);
        var model = await models.FindAsync(submission.Model, cancellation);
        RequireFrameRate(submission, model);
        if (submission.Frames is { } frames)
            submission = submission with { SilenceSeconds = SilenceOf(frames, model.Defaults.FramesPerSecond) };
        var draft = JobDraft.Of(
            job,
            submission,
            model,
            await inputs.DecodeAsync(job.Tenant, submission, received, cancellation)
        );
        RequireLength(submission, draft);
        return draft;
    }

    /// <summary>The silence that makes a video of so many frames: the picture is the first, and the silence before all
    /// speech has its own.</summary>
    private double SilenceOf(int frames, int framesPerSecond)
    {
        var seconds = (frames - 1.0) / framesPerSecond - SpeechDecoder.LeadSeconds;
        var least = Math.Ceiling((RenderOptionTable.ShortestSilence + SpeechDecoder.LeadSeconds) * framesPerSecond) + 1;
        var most = Math.Floor((options.Value.SilenceSeconds + SpeechDecoder.LeadSeconds) * framesPerSecond) + 1;
        return frames >= least && frames <= most
            ? seconds
            : throw Refusals.Invalid(
                SubmissionFields.FrameCount,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{SubmissionFields.FrameCount}' must be a whole number from {least} to {most}."
                )
            );
    }

    private static void RequireFrameRate(Submission submission, ModelCard model)
    {
        var rate = model.Defaults.FramesPerSecond;
        if (submission.FramesPerSecond is { } wanted && wanted != rate)
            throw Refusals.Invalid(
                "fps",
                $"The model {model.Name} renders {rate} frames per second: leave out 'fps' or send {rate}."
            );
    }

    /// <summary>The speech decides the length; a length that is sent beside it must agree.</summary>
    private static void RequireLength(Submission submission, JobDraft draft)
    {
        if (submission.StatedSeconds is { } seconds && Math.Abs(seconds - draft.SpeechSeconds) > SecondsApart)
            throw Refusals.Invalid(
                "seconds",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'seconds' is {seconds:0.##}, but the speech has {draft.SpeechSeconds:0.##} s: leave out 'seconds'."
                )
            );
    }
}
