using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Media;
using OmniAvatar.Models;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>A job that nobody knows of yet.</summary>
internal sealed record JobDraft(JobId Job, Submission Submission, ModelCard Model, IngestedInput Input, RenderRequest Request, RenderPlan Plan)
{
    /// <summary>What its inputs take in the store.</summary>
    public long Bytes { get; } = Input.PicturePaths.Concat(Input.SpeechPaths).Append(Input.SoundPath).Sum(path => new FileInfo(path).Length);

    /// <summary>What is odd about it and stops nothing.</summary>
    public IEnumerable<string> Warnings => PlanWarnings.Of(Request, Plan)
        .Concat(Submission.SilenceSeconds is null && Input.IsSilent ? ["The sound is silent, so the mouth has nothing to follow."] : []);

    /// <summary>Plans what a submission asks for.</summary>
    /// <exception cref="OmniAvatarException">Its numbers do not fit together.</exception>
    public static JobDraft Of(JobId job, Submission submission, ModelCard model, IngestedInput input)
    {
        var request = RequestBuilder.Build(submission.Choices, model.Defaults, model.Identity, input.Facts, model.NumericClass);
        return new JobDraft(job, submission, model, input, request, SegmentPlanner.Plan(request));
    }

    /// <summary>What is agreed about it.</summary>
    public JobTerms Terms(double gpuSeconds, bool keepIntermediates) => new()
    {
        Model = Request.ModelManifest,
        Priority = Submission.Priority,
        AllowMixedClasses = Submission.AllowMixedClasses,
        KeepIntermediates = keepIntermediates,
        GpuSeconds = gpuSeconds,
        Bytes = Bytes,
        Summary = new JobSummary
        {
            ModelName = Model.Name,
            Prompt = Request.Prompt,
            Width = Request.Width,
            Height = Request.Height,
            Frames = Plan.TotalFrames,
            FramesPerSecond = Request.FramesPerSecond,
            Shots = Plan.Shots.Count,
            Segments = Plan.SegmentCount(),
        },
    };
}
