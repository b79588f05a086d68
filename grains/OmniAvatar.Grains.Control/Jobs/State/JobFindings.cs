using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>What the store has of a job. The whole store is read when the order is loaded and when a result is damaged
/// or missing; otherwise single results are read.</summary>
internal sealed class JobFindings
{
    private const int ReadsAtOnce = 16;

    private readonly JobId _job;
    private readonly IArtifactStore _store;
    private readonly IJobHost _host;
    private readonly JobLog _log;
    private readonly CancellationToken _stop;

    public JobFindings(JobId job, IArtifactStore store, IJobHost host, JobLog log, CancellationToken stop)
    {
        (_job, _store, _host, _log, _stop) = (job, store, host, log, stop);
        Results = new JobResults(store, job, NoteRemoved);
    }

    /// <summary>The committed results that are not damaged.</summary>
    public JobResults Results { get; }

    /// <summary>Whether the finished video is there.</summary>
    public bool HasOutput { get; set; }

    /// <summary>Whether the store is to be looked through again.</summary>
    public bool LookAgain { get; set; }

    /// <summary>Whether results have disappeared, so that attempts count in a new generation.</summary>
    public bool CountAgain { get; set; }

    /// <summary>Corrects an order by what the store says is finished.</summary>
    public async Task LookThroughStoreAsync(JobOrder order)
    {
        Survey survey;
        int removed;
        do
        {
            // Results that are found damaged meanwhile are removed.
            (LookAgain, removed) = (false, Results.Removed);
            survey = await order.SurveyAsync(_store, _stop);
            await RecordAsync(survey.Unknown.Select(place => order.Rows.Work(place.Chain, place.Index)));
        } while (Results.Removed != removed);
        CountAgain |= survey.HasGaps;
        order.Reconcile(survey);
        HasOutput = survey.HasOutput && await IsCommittedAsync(JobArtifacts.OutputResult(_job));
    }

    public async Task<bool> IsCommittedAsync(ArtifactName result) => await Results.FindAsync(result, _stop) is not null;

    /// <summary>The result of a work as the end of an attempt, or null if there is none.</summary>
    public async Task<WorkOutcome.Committed?> FindCommittedAsync(WorkId work) =>
        await Results.FindAsync(JobArtifacts.Result(work), _stop) is { } manifest
            ? new WorkOutcome.Committed(manifest.Attempt, manifest.GpuMilliseconds, manifest.NumericClass)
            : null;

    /// <summary>Notes that an artifact was damaged and is removed: what depends on it is made again.</summary>
    public void NoteRemoved(Exception why, ArtifactName artifact)
    {
        LookAgain = true;
        _log.Removed(why, artifact);
    }

    /// <summary>Tells the ledger of results that no row knew of; only then may a row know of them.</summary>
    private async Task RecordAsync(IEnumerable<WorkId> found)
    {
        foreach (var some in found.Chunk(ReadsAtOnce))
        {
            var manifests = await Task.WhenAll(
                some.Select(work => Results.FindAsync(JobArtifacts.Result(work), _stop))
            );
            var entries = some.Zip(manifests)
                .Where(pair => pair.Second is not null)
                .Select(pair => new LedgerEntry(
                    pair.First,
                    pair.Second!.Attempt,
                    pair.Second.GpuMilliseconds,
                    LedgerOutcome.Committed
                ));
            await _host.Tenant.RecordAsync(entries.ToArray());
        }
    }
}
