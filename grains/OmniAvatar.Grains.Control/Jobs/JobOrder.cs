using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// A job's chains: chain -1 is the conditioning, which comes before all, and chain n is shot n. Within a chain, work becomes
/// ready when the work before it has a result.
/// </summary>
internal sealed class JobOrder
{
    private const int Conditioning = -1;

    private readonly JobId _job;
    private readonly RenderPlan _plan;
    private readonly Dictionary<int, DurableRow<ChainRow>> _rows = [];

    private JobOrder(JobId job, RenderPlan plan)
    {
        _job = job;
        _plan = plan;
    }

    public int SegmentsTotal => _plan.SegmentCount();

    public int SegmentsDone => _rows.Where(r => r.Key != Conditioning).Sum(r => r.Value.Value.Next);

    public bool IsDone => _rows.All(r => r.Value.Value.Next == Length(r.Key));

    /// <summary>Whether the store had a finished video when it was looked through.</summary>
    public bool HasOutput { get; private set; }

    /// <summary>Loads all rows, then corrects them by what the store says is finished.</summary>
    public static async Task<JobOrder> LoadAsync(JobId job, IArtifactStore store, IGrainStorage storage, GrainId grain)
    {
        var order = new JobOrder(job, await JobDocuments.PlanAsync(store, job, CancellationToken.None));
        foreach (var chain in order._plan.Shots.Select(s => s.Shot).Prepend(Conditioning))
        {
            var row = order._rows[chain] = new DurableRow<ChainRow>(storage, $"chain{chain}", grain);
            await row.LoadAsync();
        }
        await order.SurveyAsync(store);
        return order;
    }

    /// <summary>Finds every finished work in one look through the store.</summary>
    public async Task SurveyAsync(IArtifactStore store)
    {
        var results = new HashSet<ArtifactName>();
        await foreach (var name in store.ListAsync(JobArtifacts.Root(_job), CancellationToken.None))
            if (name.Value.EndsWith($"/{ResultManifest.FileName}", StringComparison.Ordinal)) results.Add(name);

        HasOutput = results.Contains(JobArtifacts.OutputResult(_job));
        foreach (var (chain, row) in _rows)
        {
            var next = 0;
            while (next < Length(chain) && results.Contains(JobArtifacts.Result(Work(chain, next)))) next++;
            if (next != row.Value.Next) row.Value = new ChainRow { Next = next, LastSlot = row.Value.LastSlot };
        }
    }

    /// <summary>All work that can begin now.</summary>
    public IEnumerable<WorkId> Ready() => _rows
        .Where(r => r.Key == Conditioning || _rows[Conditioning].Value.Next > 0)
        .Where(r => r.Value.Value.Next < Length(r.Key))
        .Select(r => Work(r.Key, r.Value.Value.Next));

    /// <summary>The row of the chain in which this work comes next, or null if it does not.</summary>
    public DurableRow<ChainRow>? RowIfNext(WorkId work) =>
        _rows.TryGetValue(Chain(work), out var row) && row.Value.Next < Length(Chain(work)) && Work(Chain(work), row.Value.Next) == work
            ? row
            : null;

    /// <summary>Forgets how often ready work has failed.</summary>
    public async Task ForgiveAsync()
    {
        foreach (var row in _rows.Values.Where(r => r.Value.Failures > 0))
        {
            row.Value = row.Value with { Failures = 0 };
            await row.SaveAsync();
        }
    }

    private static int Chain(WorkId work) => work.IsConditioning ? Conditioning : work.Shot;

    private WorkId Work(int chain, int index) =>
        chain == Conditioning ? WorkId.Conditioning(_job) : new WorkId(_job, chain, index);

    private int Length(int chain) => chain == Conditioning ? 1 : _plan.Shots[chain].Segments.Count;
}
