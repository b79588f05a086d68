using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>The order of a job's work: conditioning comes first, and within a chain each unit of work follows the
/// result before it.</summary>
internal sealed class JobOrder(JobId job, RenderRequest request, RenderPlan plan, ChainRows rows)
{
    public RenderPlan Plan => plan;

    public ChainRows Rows => rows;

    public int SegmentsDone => Shots.Sum(row => row.Value.Value.Next);

    public int ShotsDone => Shots.Count(row => row.Value.Value.Next == Length(row.Key));

    public bool IsDone => rows.All.All(row => row.Value.Value.Next == Length(row.Key));

    /// <summary>How far each shot is, in the order of the video.</summary>
    public IEnumerable<ShotProgress> ShotProgress =>
        Shots.OrderBy(row => row.Key).Select(row => new ShotProgress(row.Value.Value.Next, Length(row.Key)));

    private IEnumerable<KeyValuePair<int, DurableRow<ChainRow>>> Shots =>
        rows.All.Where(row => row.Key != ChainRows.Conditioning);

    /// <summary>Looks through the store once for everything that is finished, and compares it with the rows.</summary>
    public async Task<Survey> SurveyAsync(IArtifactStore store, CancellationToken cancellation)
    {
        var recorded = rows.All.ToDictionary(row => row.Key, row => row.Value.Value);
        var results = new HashSet<ArtifactName>();
        await foreach (var name in store.ListAsync(JobArtifacts.Root(job), cancellation))
            if (name.Value.EndsWith($"/{ResultManifest.FileName}", StringComparison.Ordinal))
                results.Add(name);

        var found = recorded.Keys.ToDictionary(chain => chain, chain => Finished(chain, results));
        return new Survey(recorded, found, results.Contains(JobArtifacts.OutputResult(job)));
    }

    /// <summary>Corrects the rows by what the store says, except rows that have changed since the store was
    /// read.</summary>
    public void Reconcile(Survey survey)
    {
        foreach (var (chain, next) in survey.Found)
        {
            var (row, recorded) = (rows.All[chain], survey.Recorded[chain]);
            if (ReferenceEquals(row.Value, recorded) && next != recorded.Next)
                row.Value = new ChainRow
                {
                    Next = next,
                    LastSlot = recorded.LastSlot,
                    Unsent = recorded.Unsent,
                };
        }
    }

    /// <summary>Forgets how often ready work has failed or was lost.</summary>
    public void ResetFailures()
    {
        foreach (var row in rows.All.Values)
            row.Value = row.Value with { FailedOn = [], Losses = 0 };
    }

    /// <summary>All work that can begin now.</summary>
    public IEnumerable<WorkId> Ready() =>
        rows
            .All.Where(row => row.Key == ChainRows.Conditioning || rows.All[ChainRows.Conditioning].Value.Next > 0)
            .Where(row => row.Value.Value.Next < Length(row.Key))
            .Select(row => rows.Work(row.Key, row.Value.Value.Next));

    /// <summary>The row of the chain in which this work comes next, or null if it does not.</summary>
    public DurableRow<ChainRow>? RowIfNext(WorkId work) =>
        RowOf(work) is { } row
        && row.Value.Next < Length(ChainRows.ChainOf(work))
        && rows.Work(ChainRows.ChainOf(work), row.Value.Next) == work
            ? row
            : null;

    /// <summary>The row of the chain that this work belongs to, or null if there is no such work.</summary>
    public DurableRow<ChainRow>? RowOf(WorkId work) =>
        work.Job == job ? rows.All.GetValueOrDefault(ChainRows.ChainOf(work)) : null;

    /// <summary>Windows from this work to the end of its chain, itself included; for the conditioning, of the longest
    /// chain behind it.</summary>
    public int RemainingWindows(WorkId work) =>
        work.IsConditioning ? 1 + plan.Shots.Max(shot => shot.Segments.Count) : Length(work.Shot) - work.Segment;

    /// <summary>How much work this is, in token-steps; the conditioning denoises nothing.</summary>
    public double TokenSteps(WorkId work) =>
        work.IsConditioning ? 0 : RenderWork.OfSegment(request.ForShot(work.Shot), plan);

    /// <summary>How much work can only begin after this one, in token-steps.</summary>
    public double TokenStepsBehind(WorkId work) =>
        work.IsConditioning ? RenderWork.OfJob(request, plan) : TokenSteps(work) * (RemainingWindows(work) - 1);

    private int Finished(int chain, HashSet<ArtifactName> results)
    {
        var next = 0;
        while (next < Length(chain) && results.Contains(JobArtifacts.Result(rows.Work(chain, next))))
            next++;
        return next;
    }

    private int Length(int chain) => chain == ChainRows.Conditioning ? 1 : plan.Shots[chain].Segments.Count;
}

/// <summary>What the store has of a job, and what the rows said when the store was read.</summary>
/// <param name="Recorded">The rows, by chain.</param>
/// <param name="Found">How many works have results, by chain, up to the first that has none.</param>
/// <param name="HasOutput">Whether the finished video is there.</param>
internal sealed record Survey(
    IReadOnlyDictionary<int, ChainRow> Recorded,
    IReadOnlyDictionary<int, int> Found,
    bool HasOutput
)
{
    /// <summary>Results that the rows did not know of, as places in chains.</summary>
    public IEnumerable<(int Chain, int Index)> Unknown =>
        Found.SelectMany(
            chain => Enumerable.Range(Recorded[chain.Key].Next, Math.Max(0, chain.Value - Recorded[chain.Key].Next)),
            (chain, index) => (chain.Key, index)
        );

    /// <summary>Whether results that the rows knew of have disappeared, so that work which already had attempts is done
    /// again.</summary>
    public bool HasGaps => Found.Any(chain => chain.Value < Recorded[chain.Key].Next);
}
