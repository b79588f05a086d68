using System.Globalization;
using OmniAvatar.Finishing;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Media;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Http.Submissions.Fields;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>A job that is not saved anywhere yet.</summary>
internal sealed record JobDraft(
    JobId Job,
    Submission Submission,
    ModelCard Model,
    IngestedInput Input,
    RenderRequest Request,
    RenderPlan Plan
)
{
    /// <summary>What its inputs take in the store.</summary>
    public long Bytes { get; } =
        Input
            .PicturePaths.Concat(Input.OtherPicturePaths)
            .Concat(Input.SpeechPaths)
            .Append(Input.SoundPath)
            .Concat(Input.CoverPath is { } cover ? [cover] : [])
            .Sum(path => new FileInfo(path).Length);

    /// <summary>How long the speech lasts, without the silence before it.</summary>
    public double SpeechSeconds =>
        (double)(Input.Facts.SpeechSamples - SpeechDecoder.LeadSamples) / SpeechDecoder.SampleRate;

    /// <summary>What it is given when it is joined; null for nothing.</summary>
    public VideoFinish? Finish => VideoFinish.Of(Submission.Choices, Input.Facts);

    /// <summary>What a list shows of it.</summary>
    public JobSummary Summary => JobSummary.Of(Model.Name, Request, Plan);

    /// <summary>Warnings.</summary>
    public IEnumerable<string> Warnings
    {
        get
        {
            foreach (var warning in PlanWarnings.Of(Request, Plan))
                yield return warning;
            if (Submission.SilenceSeconds is null)
                foreach (var warning in Input.Warnings)
                    yield return warning;
            if (Submission.StatedSeconds is not null)
                yield return "'seconds' is ignored: the speech decides the video's length.";
            if (Submission.HasRandomSeed)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"No seed was given; the service chose {Request.Seed}."
                );
        }
    }

    /// <summary>Plans a submission.</summary>
    /// <exception cref="Errors.ApiException">One of its choices does not fit the rest.</exception>
    /// <exception cref="OmniAvatarException">Its numbers do not fit together.</exception>
    public static JobDraft Of(JobId job, Submission submission, ModelCard model, IngestedInput input)
    {
        try
        {
            var (request, plan) = PlanOf(submission.Choices, model, input);
            return new JobDraft(job, submission, model, input, request, plan).For(job);
        }
        catch (WrongUseException e)
        {
            throw Misfit.Of(e, submission, model, choices => PlanOf(choices, model, input));
        }
    }

    /// <summary>The same as another job.</summary>
    public JobDraft For(JobId job) =>
        this with
        {
            Job = job,
            Request = Submission.HasRandomSeed ? Request with { Seed = DrawnSeed.Of(job) } : Request,
        };

    /// <summary>Its terms.</summary>
    public JobTerms Terms(double gpuSeconds, bool keepIntermediates, TimeSpan retainFor) =>
        new()
        {
            Model = Request.ModelManifest,
            Priority = Submission.Choices.Priority ?? JobPriority.Normal,
            AllowMixedClasses = Submission.Choices.AllowMixedClasses ?? true,
            KeepIntermediates = keepIntermediates,
            RetainFor = retainFor,
            GpuSeconds = gpuSeconds,
            Bytes = Bytes,
            Summary = Summary with { Warnings = [.. Warnings] },
            Webhook = Submission.Webhook,
        };

    private static (RenderRequest Request, RenderPlan Plan) PlanOf(
        RenderChoices choices,
        ModelCard model,
        IngestedInput input
    )
    {
        var request = RequestBuilder.Build(choices, model.Defaults, model.Identity, input.Facts, model.NumericClass);
        return (request, SegmentPlanner.Plan(request));
    }
}
