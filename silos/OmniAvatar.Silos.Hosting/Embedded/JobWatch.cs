using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Silos.Hosting.Embedded;

/// <summary>Follows a job: receives its changes, and also asks for its status at intervals, because messages can get
/// lost.</summary>
internal sealed class JobWatch(IGrainFactory grains, IJobGrain job) : IJobObserver
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private readonly Channel<JobStatus> _changes = Channel.CreateBounded<JobStatus>(
        new BoundedChannelOptions(64) { FullMode = BoundedChannelFullMode.DropOldest }
    );

    private IJobObserver? _reference;

    public Task OnStatusAsync(JobStatus status)
    {
        _changes.Writer.TryWrite(status);
        return Task.CompletedTask;
    }

    /// <summary>Statuses until one that is final.</summary>
    public async IAsyncEnumerable<JobStatus> StatusesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // The reference is never deleted, because Orleans would log a status that is still on its way as an error.
        // Orleans holds it weakly, and it ends with the command.
        _reference = grains.CreateObjectReference<IJobObserver>(this);
        await job.SubscribeAsync(_reference);
        try
        {
            var status = await job.StatusAsync();
            while (true)
            {
                yield return status;
                if (status.IsOver)
                    break;
                status = await NextAsync(cancellation);
            }
        }
        finally
        {
            // The channel may be closed already: a job still sends changes while it stops.
            await job.UnsubscribeAsync(_reference);
        }
    }

    private async Task<JobStatus> NextAsync(CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(AskAgain);
        try
        {
            return await _changes.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await job.SubscribeAsync(_reference!);
            return await job.StatusAsync();
        }
    }
}
