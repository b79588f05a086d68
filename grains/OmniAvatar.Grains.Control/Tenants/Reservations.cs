using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Tenants;

/// <summary>What was admitted and is not in the index yet: its files are on their way, or it is about to be opened.</summary>
internal sealed class Reservations(IJobIndex index, WorkClock clock)
{
    /// <summary>Longer than any upload takes; a submission that died in between gives its place back after this.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(30);

    private readonly Dictionary<JobId, (AdmissionRequest Request, TimeSpan Since)> _reserved = [];

    public void Add(AdmissionRequest request) => _reserved[request.Job] = (request, clock.Now);

    /// <summary>A tenant's load with everything that the index does not count of admitted jobs.</summary>
    /// <param name="counted">What the index counts.</param>
    /// <param name="asking">The job at the door, which is not its own rival when it asks again.</param>
    public async Task<TenantLoad> AddToAsync(TenantLoad counted, JobId asking)
    {
        var load = counted;
        foreach (var (job, (request, since)) in _reserved.ToArray())
        {
            var entry = await index.FindAsync(job);
            if (job == asking || entry is { State: not JobState.New } || clock.Now - since > KeptFor) _reserved.Remove(job);
            // A job that is being submitted has its bytes in the index, but waits for nothing yet.
            else load = new TenantLoad(load.OpenGpuSeconds + request.GpuSeconds, load.Bytes + (entry is null ? request.Bytes : 0));
        }
        return load;
    }
}
