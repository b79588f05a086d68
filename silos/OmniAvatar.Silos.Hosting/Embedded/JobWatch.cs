using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Silos.Hosting.Embedded;

/// <summary>
/// Follows a job: pushed changes as they come, and a question every now and then, since pushed messages can get lost.
/// </summary>
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
        // Never deleted: Orleans would log a status that is still under way then as an error. It holds us weakly, and
        // ends with the command.
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
            // Also when nobody wants to know any more: a job goes on telling while it stops.
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
