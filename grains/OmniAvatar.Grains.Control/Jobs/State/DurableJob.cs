using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>
/// All that is durable of a job: its head, and its order with one row a chain. The order is loaded when it is first
/// needed, and corrected by what the store says is finished.
/// </summary>
/// <param name="id">Which job.</param>
/// <param name="store">Has its request and plan.</param>
/// <param name="storage">Has its rows.</param>
/// <param name="grain">Whose rows they are.</param>
/// <param name="findings">What the store has of its results.</param>
/// <param name="stop">Cancelled when the activation ends.</param>
internal sealed class DurableJob(
    JobId id,
    IArtifactStore store,
    IGrainStorage storage,
    GrainId grain,
    JobFindings findings,
    CancellationToken stop
)
{
    private DurableRow<JobHead> _head = NewHead(storage, grain);
    private Task<JobOrder>? _loading;

    public JobId Id => id;

    /// <summary>The state of the job as a whole; durable once <see cref="SaveHeadAsync"/> is over.</summary>
    public JobHead Head
    {
        get => _head.Value;
        set => _head.Value = value;
    }

    public JobState State => Head.State;

    public bool IsOpen => State is JobState.Rendering or JobState.Assembling;

    /// <summary>The order, or null before it is loaded.</summary>
    public JobOrder? Order { get; private set; }

    public Task LoadHeadAsync() => _head.LoadAsync();

    public Task SaveHeadAsync() => _head.SaveAsync();

    public Task ClearHeadAsync() => _head.ClearAsync();

    public async Task EnterAsync(JobState state)
    {
        if (State == state)
            return;
        Head = Head with { State = state };
        await SaveHeadAsync();
    }

    /// <summary>The order, loaded once and corrected by what the store says is finished.</summary>
    public Task<JobOrder> OrderAsync() =>
        _loading is null or { IsFaulted: true } or { IsCanceled: true } ? _loading = LoadOrderAsync() : _loading;

    /// <summary>Has the order loaded again when it is next needed.</summary>
    public void ForgetOrder() => (Order, _loading) = (null, null);

    /// <summary>The rows of a job that has ended.</summary>
    public async Task<ChainRows> EndedRowsAsync()
    {
        try
        {
            return (await OrderAsync()).Rows;
        }
        catch (Exception e) when (e is BadInputException or DamagedException)
        {
            // Its documents are already removed by an earlier closing, or the job failed because of them.
            return await ChainRows.LoadAsync(id, Head.Shots, storage, grain);
        }
    }

    /// <summary>Needed before the first grant and when results have disappeared: the attempts then count in a new
    /// generation.</summary>
    public async Task BeginCountingAsync(JobOrder order)
    {
        if (Head.Generation > 0 && !findings.CountAgain)
            return;
        var generation = await AttemptNumbers.ClaimGenerationAsync(store, JobArtifacts.Root(id), stop);
        Head = Head with
        {
            Generation = generation,
            Shots = order.Plan.Shots.Count,
            Segments = order.Plan.SegmentCount(),
        };
        await SaveHeadAsync();
        findings.CountAgain = false;
    }

    /// <summary>Reads the head again, which another activation has written. From now on nobody can save an old
    /// row.</summary>
    public async Task<DurableRow<JobHead>> ReadHeadAgainAsync()
    {
        _head.Condemn();
        Order?.Rows.Condemn();
        var head = NewHead(storage, grain);
        await head.LoadAsync();
        return head;
    }

    /// <summary>Goes on from a head that was read again; the order is loaded again when it is next needed.</summary>
    public void GoOnFrom(DurableRow<JobHead> head)
    {
        _head = head;
        ForgetOrder();
    }

    private async Task<JobOrder> LoadOrderAsync()
    {
        var request = await JobDocuments.RequestAsync(store, id, stop);
        var plan = await JobPlan.ReadOrRemakeAsync(store, id, request, findings.NoteRemoved, stop);
        var rows = await ChainRows.LoadAsync(id, plan.Shots.Count, storage, grain);
        var order = new JobOrder(id, request, plan, rows);
        await findings.LookThroughStoreAsync(order);
        return Order = order;
    }

    private static DurableRow<JobHead> NewHead(IGrainStorage storage, GrainId grain) => new(storage, "head", grain);
}
