using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>A job that was admitted.</summary>
/// <param name="Terms">Its terms.</param>
/// <param name="Warnings">Why it will wait, where that is known.</param>
internal sealed record Admitted(JobTerms Terms, IReadOnlyList<string> Warnings);

/// <summary>Admits jobs: first checks the pool's bound, then the tenant's limits.</summary>
internal sealed class AdmissionControl(IGrainFactory grains, IOptions<VideoApiOptions> options, TimeProvider time)
{
    /// <summary>If this message does not reach the tenant's grain in time, the grain frees the place itself
    /// later.</summary>
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(2);

    /// <exception cref="ApiException">The queue is full, or the tenant's limits are reached.</exception>
    public async Task<Admitted> AdmitAsync(JobDraft draft)
    {
        return await AdmitAsync(
            draft.Job,
            draft.Model.Name,
            draft.Request.ModelManifest,
            RenderWork.OfJob(draft.Request, draft.Plan),
            draft.Bytes,
            draft.Terms
        );
    }

    /// <summary>Admits a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="modelName">What its model is called.</param>
    /// <param name="model">Identity of the model's content.</param>
    /// <param name="tokenSteps">What is rendered.</param>
    /// <param name="bytes">What its inputs take in the store.</param>
    /// <param name="terms">Its terms, given its GPU-seconds, whether it keeps its intermediate files, and how long it
    /// keeps what a remake needs.</param>
    /// <exception cref="ApiException">The queue is full, or the tenant's limits are reached.</exception>
    public async Task<Admitted> AdmitAsync(
        JobId job,
        string modelName,
        string model,
        double tokenSteps,
        long bytes,
        Func<double, bool, TimeSpan, JobTerms> terms
    )
    {
        var pool = await grains.Pool().StatusAsync();
        if (QueueShare.Refusal(pool, job.Tenant, options.Value) is { } full)
            throw full;

        // 0 until the model was measured: then only the files count.
        var seconds = tokenSteps * pool.SecondsPerTokenStep.GetValueOrDefault(model);
        await AdmitAsync(job, seconds, bytes);
        var tenant = await grains.Tenant(job.Tenant).TermsAsync();
        return new Admitted(
            terms(seconds, options.Value.KeepIntermediates, tenant.RetainFor ?? options.Value.RetainFor),
            pool.Models.Contains(model)
                ? []
                : [$"No running renderer has the model {modelName}; the video waits for one."]
        );
    }

    /// <summary>Admits a job of a known size.</summary>
    /// <exception cref="ApiException">The tenant's limits are reached.</exception>
    public async Task AdmitAsync(JobId job, double gpuSeconds, long bytes)
    {
        var admission = await grains.Tenant(job.Tenant).AdmitAsync(new AdmissionRequest(job, gpuSeconds, bytes));
        if (admission.Refusal is { } refusal)
            throw admission.CannotEverFit ? Refusals.NeverFits(refusal) : Refusals.Quota(refusal);
    }

    /// <summary>Ends the reservation of an admitted job: from now on only the index counts.</summary>
    public async Task SettleAsync(JobId job) =>
        await grains
            .Tenant(job.Tenant)
            .SettleAsync(job)
            .WaitAsync(SettlePatience, time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
