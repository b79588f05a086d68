using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.Advance;

/// <summary>Offers a job's ready work to the pool: each work once, and all of it again after a while.</summary>
internal sealed class JobOffers(
    DurableJob job,
    JobFindings findings,
    IJobHost host,
    JobControlOptions options,
    BackgroundLoops loops,
    CancellationToken stop
)
{
    private readonly HashSet<WorkId> _offered = [];
    private bool _offersAgain;

    /// <summary>Offers work that is ready and was not offered yet.</summary>
    public async Task OfferAsync(JobOrder order)
    {
        await job.EnterAsync(JobState.Rendering);
        if (!_offersAgain)
            _ = loops.RepeatAsync("job's offers", OfferAgainAsync, options.OfferAgainEvery, stop);
        _offersAgain = true;
        await job.BeginCountingAsync(order);
        await PinNumericClassAsync(order);
        var offers = order.Ready().Where(_offered.Add).Select(work => WorkOffers.Of(work, job.Head, order)).ToArray();
        if (offers.Length == 0)
            return;
        try
        {
            await host.Pool.OfferAsync(offers);
        }
        catch
        {
            foreach (var offer in offers)
                _offered.Remove(offer.Work);
            throw;
        }
    }

    /// <summary>The pool no longer has this work; if it is ready, it is offered again.</summary>
    public void Forget(WorkId work) => _offered.Remove(work);

    /// <summary>The pool may have lost all of it.</summary>
    public void ForgetAll() => _offered.Clear();

    /// <summary>While the job is open, its offers are repeated in case a message or a silo was lost. Work that the pool
    /// already has does not change.</summary>
    private Task OfferAgainAsync()
    {
        if (job.State != JobState.Rendering)
            return Task.CompletedTask;
        host.StayActive(options.OfferAgainEvery * 2);
        _offered.Clear();
        host.AskToAdvance();
        return Task.CompletedTask;
    }

    /// <summary>A job that refuses to mix numeric classes stays in that of its conditioning.</summary>
    private async Task PinNumericClassAsync(JobOrder order)
    {
        if (job.Head is { NumericClass: not null } or { Terms.AllowMixedClasses: true })
            return;
        if (order.RowIfNext(WorkId.Conditioning(job.Id)) is not null)
            return;
        var conditioning = await findings.Results.FindAsync(JobArtifacts.Result(WorkId.Conditioning(job.Id)), stop);
        // A damaged conditioning was removed; the next one brings the class.
        if (conditioning is null)
            return;
        job.Head = job.Head with { NumericClass = conditioning.NumericClass };
        await job.SaveHeadAsync();
    }
}
