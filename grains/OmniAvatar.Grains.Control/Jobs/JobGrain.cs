using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using Orleans.Concurrency;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs;

/// <summary>
/// The only writer of a job's order. Calls interleave at every await, so each looks again at what it found before waiting.
/// </summary>
/// <remarks>
/// <code>
/// Start ─► head: rendering ─► Advance ─► offer ready work ─► pool ─► Grant (result there? else number, claim, save)
///                                ▲                                         │
///                                └── row: next index ◄── Report ◄── attempt on a slot
/// all chains done ─► AssemblyGrain ─► Assembled ─► head: completed
/// </code>
/// </remarks>
[Reentrant]
public sealed partial class JobGrain(
    IArtifactStore store,
    IJobIndex index,
    IOptions<JobControlOptions> options,
    WorkClock clock,
    IGrainStorage storage,
    ILogger<JobGrain> logger) : Grain, IJobGrain
{
    private readonly JobAudience _audience = new(logger);
    private DurableRow<JobHead> _head = null!;
    private JobId _job;
    private JobOrder? _order;
    private bool _closing;

    private JobState State => _head.Value.State;

    private bool IsOpen => State is JobState.Rendering or JobState.Assembling;

    public override async Task OnActivateAsync(CancellationToken cancellation)
    {
        _job = JobId.Parse(this.GetPrimaryKeyString());
        _head = new DurableRow<JobHead>(storage, "head", this.GetGrainId());
        await _head.LoadAsync();
        if (IsOpen) Advance();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellation) => _deactivated.CancelAsync();

    public async Task StartAsync(JobTerms terms)
    {
        if (State is JobState.Failed or JobState.Cancelled) return;
        if (State is JobState.New) _head.Value = _head.Value with { Terms = terms, Created = clock.Time.GetUtcNow().ToUnixTimeMilliseconds() };
        if (State is JobState.Completed)
        {
            if (await IsCommittedAsync(JobArtifacts.OutputResult(_job))) return;
            _order = null;
        }
        await OpenAsync();
    }

    public async Task ResumeAsync()
    {
        if (State is not (JobState.Failed or JobState.Cancelled)) return;
        if (_order is not null)
        {
            await _order.SurveyAsync(store);
            await _order.ForgiveAsync();
        }
        _forgive = _order is null;
        await OpenAsync();
    }

    public async Task CancelAsync()
    {
        if (State is not (JobState.New or JobState.Rendering or JobState.Assembling)) return;
        await CloseAsync(_head.Value with { State = JobState.Cancelled });
        LogCancelled(_job.Tenant, _job.Job);
    }

    public async Task DeleteAsync()
    {
        await CancelAsync();
        await store.DeleteAsync(JobArtifacts.Root(_job), CancellationToken.None);
        await index.RemoveAsync(_job);
        _head.Value = new JobHead();
        await _head.SaveAsync();
        DeactivateOnIdle();
    }

    public Task<JobStatus> StatusAsync() => Task.FromResult(_audience.Status(_head.Value, _order));

    public Task SubscribeAsync(IJobObserver observer)
    {
        _audience.Add(observer);
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(IJobObserver observer)
    {
        _audience.Remove(observer);
        return Task.CompletedTask;
    }

    public Task ProgressAsync(WorkProgress progress)
    {
        if (_order?.RowIfNext(progress.Work)?.Value.Attempt == progress.Attempt && State == JobState.Rendering)
            _audience.Follow(progress, _head.Value, _order);
        return Task.CompletedTask;
    }

    public Task ReofferAsync()
    {
        _offered.Clear();
        Advance();
        return Task.CompletedTask;
    }

    private async Task OpenAsync()
    {
        _closing = false;
        await index.OpenAsync(new JobIndexEntry
        {
            Job = _job,
            Model = _head.Value.Terms.Model,
            State = JobState.Rendering,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(_head.Value.Created),
            GpuSeconds = _head.Value.Terms.GpuSeconds,
            Bytes = _head.Value.Terms.Bytes,
            Summary = _head.Value.Terms.Summary,
        });
        if (!IsOpen)
        {
            _head.Value = _head.Value with { State = JobState.Rendering, Failure = null };
            await _head.SaveAsync();
            LogOpened(_job.Tenant, _job.Job);
        }
        Advance();
    }

    /// <summary>Ends the job now; should the store or the pool be away, the rest is done when they are back.</summary>
    private async Task CloseAsync(JobHead head)
    {
        _head.Value = head;
        _audience.FollowNothing();
        _offered.Clear();
        _closing = true;
        try
        {
            await FinishClosingAsync();
        }
        catch
        {
            Advance();
            throw;
        }
    }

    /// <summary>Looks before each step whether the job was opened again meanwhile.</summary>
    private async Task FinishClosingAsync()
    {
        await _head.SaveAsync();
        if (_closing) await index.SetStateAsync(_job, State);
        if (_closing) await GrainFactory.Pool().WithdrawAsync(_job);
        _closing = false;
        _audience.Tell(_head.Value, _order);
    }

    private async Task FailAsync(JobFailure failure)
    {
        if (!IsOpen) return;
        LogFailed(_job.Tenant, _job.Job, failure.Reason);
        await CloseAsync(_head.Value with { State = JobState.Failed, Failure = failure });
    }

    private async Task<bool> IsCommittedAsync(ArtifactName result) =>
        await ManifestCommit.FindAsync(store, result, CancellationToken.None) is not null;
}
