using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Tenants;

/// <summary>Jobs that were admitted and that the index does not count yet, because their files are still being stored.
/// A reservation ends with its submission, however that ends.</summary>
internal sealed class Reservations(IJobIndex index, WorkClock clock)
{
    /// <summary>Longer than any upload takes; a submission whose gateway died in between gives its place back after
    /// this.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    private readonly Dictionary<JobId, (AdmissionRequest Request, TimeSpan Since)> _reserved = [];

    public void Add(AdmissionRequest request) => _reserved[request.Job] = (request, clock.Now);

    /// <summary>Ends a job's reservation, if it has one.</summary>
    public void End(JobId job) => _reserved.Remove(job);

    /// <summary>What admitted jobs will use that the index does not count yet.</summary>
    /// <param name="asking">The job that asks to be admitted. It does not count against itself when it asks
    /// again.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TenantLoad> LoadAsync(JobId asking, CancellationToken cancellation)
    {
        var reserved = _reserved.Values.ToArray();
        var rows = await Task.WhenAll(
            reserved.Select(reservation => index.FindAsync(reservation.Request.Job, cancellation))
        );
        var load = new TenantLoad(0, 0);
        foreach (var ((request, since), row) in reserved.Zip(rows))
        {
            if (request.Job == asking || row is { State: not JobState.New } || clock.Now - since > KeptFor)
                End(request.Job);
            else
                load = new TenantLoad(load.OpenGpuSeconds + request.GpuSeconds, load.Bytes + request.Bytes);
        }
        return load;
    }
}
