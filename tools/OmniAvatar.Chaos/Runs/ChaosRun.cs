using System.Diagnostics;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Chaos.Faults;

namespace OmniAvatar.Chaos.Runs;

/// <summary>Renders the same requests once without faults, then repeatedly with faults. At the end of every round,
/// everything is audited.</summary>
public sealed class ChaosRun : IAsyncDisposable
{
    private static readonly string[] Tenants = ["acme", "globex"];
    private static readonly TimeSpan SettlePatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly ChaosMachine _machine;
    private readonly ChaosCluster _cluster;
    private readonly ChaosSettings _settings;
    private readonly IReadOnlyDictionary<string, ApiClient> _clients;
    private readonly JobMix _mix;
    private readonly JournalWatch _watch;
    private readonly Dictionary<string, string> _references = [];
    private readonly long _began = Stopwatch.GetTimestamp();

    private ChaosRun(
        ChaosMachine machine,
        ChaosCluster cluster,
        ChaosSettings settings,
        IReadOnlyDictionary<string, ApiClient> clients,
        JobMix mix
    )
    {
        (_machine, _cluster, _settings, _clients, _mix) = (machine, cluster, settings, clients, mix);
        _watch = new JournalWatch(cluster);
        Record = new ChaosRecord(settings);
    }

    /// <summary>What has happened so far.</summary>
    public ChaosRecord Record { get; }

    /// <summary>Makes a cluster on this machine and starts it.</summary>
    /// <param name="machine">The servers and files that it uses.</param>
    /// <param name="settings">The settings of a chaos run.</param>
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
        var clients = new Dictionary<string, ApiClient>();
        foreach (var tenant in Tenants)
            clients[tenant] = new ApiClient(cluster, await ChaosMachine.AddTenantAsync(address, tenant));
        var mix = new JobMix(
            Tenants,
            settings.JobsPerTenant,
            await machine.SoundAsync(settings.Seconds),
            machine.Picture,
            machine.ModelName,
            settings.Steps,
            SegmentsPerShot: 4
        );
        var run = new ChaosRun(machine, cluster, settings, clients, mix);
        await cluster.StartAsync();
        return run;
    }

    /// <summary>Runs to the end of all faults and of the round in which the last one came.</summary>
    /// <param name="afterRound">Called after each round, including the one without faults.</param>
    /// <param name="cancellation">Stops further faults; the current round is finished and audited.</param>
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
        var jobs = await _mix.SubmitAsync(_clients);
        foreach (var (job, undisturbed) in jobs.Zip(reference))
            _references[job.Id] = undisturbed.Id;
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
        var (evidence, violations) = await SettledAudit.RunAsync(_cluster.Evidence, _references, SettlePatience);
        Record.Note(Stopwatch.GetElapsedTime(began), _cluster.Restarts, evidence, violations);
        return jobs;
    }

    /// <summary>Waits for this many results; returns false if the round's jobs end before, or no result comes for
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
                    $"Some jobs did not end: {string.Join("; ", jobs.Where(job => !job.Last.IsOver).Select(job => $"{job.Id} {job.Last.Status} {job.Last.Details}"))}"
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
