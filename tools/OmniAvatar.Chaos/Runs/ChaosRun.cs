using System.Diagnostics;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Chaos.Faults;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Chaos.Runs;

/// <summary>
/// Renders the same requests once with nothing in the way, then again and again while faults come; at the end of every
/// round all that lies there is audited.
/// </summary>
public sealed class ChaosRun : IAsyncDisposable
{
    private static readonly string[] Tenants = ["acme", "globex"];
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly ChaosMachine _machine;
    private readonly ChaosCluster _cluster;
    private readonly ChaosSettings _settings;
    private readonly IReadOnlyDictionary<string, ApiClient> _doors;
    private readonly JobMix _mix;
    private readonly JournalWatch _watch;
    private readonly Dictionary<string, string> _twins = [];
    private readonly long _began = Stopwatch.GetTimestamp();

    private ChaosRun(
        ChaosMachine machine,
        ChaosCluster cluster,
        ChaosSettings settings,
        IReadOnlyDictionary<string, ApiClient> doors,
        JobMix mix
    )
    {
        (_machine, _cluster, _settings, _doors, _mix) = (machine, cluster, settings, doors, mix);
        _watch = new JournalWatch(cluster);
        Record = new ChaosRecord(settings);
    }

    /// <summary>What has happened so far.</summary>
    public ChaosRecord Record { get; }

    /// <summary>Makes a cluster on this machine and starts it.</summary>
    /// <param name="machine">What it stands on.</param>
    /// <param name="settings">How much chaos.</param>
    /// <param name="folder">Where journals and logs are kept.</param>
    public static async Task<ChaosRun> StartAsync(ChaosMachine machine, ChaosSettings settings, string folder)
    {
        var address = await machine.NewClusterAsync(cluster =>
            cluster with
            {
                Lease = settings.Lease,
                ProbeTimeout = settings.ProbeTimeout,
            }
        );
        var options = new MemberOptions(machine.Model, ["--intermediates", "keep"], ["--checkpoint-every", "0.3"]);
        var cluster = new ChaosCluster(address, folder, settings.Gateways, settings.Renderers, options);
        var doors = new Dictionary<string, ApiClient>();
        foreach (var tenant in Tenants)
            doors[tenant] = new ApiClient(
                cluster,
                await Executables.AddTenantAsync(address, tenant, "--container", ChaosMachine.ContainerOf(address))
            );
        var mix = new JobMix(
            Tenants,
            settings.JobsPerTenant,
            await machine.SoundAsync(settings.Seconds),
            machine.Picture,
            machine.ModelName,
            settings.Steps,
            SegmentsPerShot: 4
        );
        var run = new ChaosRun(machine, cluster, settings, doors, mix);
        await cluster.StartAsync();
        return run;
    }

    /// <summary>Runs to the end of all faults and of the round in which the last one came.</summary>
    /// <param name="afterRound">Told after each round, the undisturbed one included.</param>
    /// <param name="cancellation">No further fault; the round is finished and audited.</param>
    public async Task RunAsync(Action<ChaosRecord> afterRound, CancellationToken cancellation)
    {
        var reference = await RoundAsync([], [], cancellation);
        afterRound(Record);
        var injector = new FaultInjector(_machine, _cluster, _watch, _settings);
        var faults = new Queue<PlannedFault>(FaultSchedule.Make(_settings.Seed, _settings.Faults));
        while (
            faults.Count > 0
            && Stopwatch.GetElapsedTime(_began) < _settings.Time
            && !cancellation.IsCancellationRequested
        )
        {
            await RoundAsync(reference, faults, cancellation, injector);
            afterRound(Record);
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private async Task<IReadOnlyList<RunningJob>> RoundAsync(
        IReadOnlyList<RunningJob> reference,
        Queue<PlannedFault> faults,
        CancellationToken cancellation,
        FaultInjector? injector = null
    )
    {
        var began = Stopwatch.GetTimestamp();
        var jobs = await _mix.SubmitAsync(_doors);
        foreach (var (job, twin) in jobs.Zip(reference))
            _twins[job.Id] = twin.Id;
        while (
            injector is not null
            && faults.TryPeek(out var fault)
            && !cancellation.IsCancellationRequested
            && Stopwatch.GetElapsedTime(_began) < _settings.Time
        )
        {
            if (!await HasProgressedAsync(jobs, fault.AfterResults))
                break;
            Record.Incidents.Add(await injector.InjectAsync(faults.Dequeue()));
        }

        await FinishAsync(jobs);
        var (evidence, violations) = await SettledAudit.RunAsync(_cluster.Evidence, _twins, SettlePatience);
        Record.Note(Stopwatch.GetElapsedTime(began), _cluster.Restarts, evidence, violations);
        return jobs;
    }

    /// <summary>Waits for so many results; false if the round's jobs are over before, or nothing comes for
    /// long.</summary>
    private async Task<bool> HasProgressedAsync(IReadOnlyList<RunningJob> jobs, int results)
    {
        var (wanted, began) = (_watch.Won + results, Stopwatch.GetTimestamp());
        while (!await _watch.WaitAsync(() => _watch.Won >= wanted, TimeSpan.FromSeconds(1)))
        {
            await _cluster.TendAsync();
            if (await AreOverAsync(jobs) || Stopwatch.GetElapsedTime(began) > _settings.WorkPatience)
                return false;
        }
        return true;
    }

    private async Task FinishAsync(IReadOnlyList<RunningJob> jobs)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await AreOverAsync(jobs))
        {
            if (Stopwatch.GetElapsedTime(began) > _settings.RoundPatience)
                throw new TimeoutException(
                    $"Not all jobs came to their end: "
                        + $"{string.Join("; ", jobs.Where(job => !job.Last.IsOver).Select(job => $"{job.Id} {job.Last.Status} {job.Last.Details}"))}"
                );
            await Task.Delay(BetweenLooks);
            await _cluster.TendAsync();
        }
    }

    private static async Task<bool> AreOverAsync(IReadOnlyList<RunningJob> jobs)
    {
        var over = true;
        foreach (var job in jobs)
            over &= await job.IsOverAsync();
        return over;
    }
}
