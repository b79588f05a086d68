using System.Globalization;
using OmniAvatar.Grains.Control.Pool;
using OmniAvatar.Grains.Control.Pool.Scheduling;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;

namespace OmniAvatar.Simulation;

/// <summary>
/// A cluster in virtual time. It drives the classes that the pool's and the jobs' grains call
/// (<see cref="PoolScheduler"/>, the job's order and offers) and decides nothing itself: it plays the slots, the time
/// that work takes, and the loss of slots.
/// </summary>
public sealed partial class ClusterSimulation
{
    private const string SmallTenant = "small";

    /// <summary>Segments of an hour, about; only used to choose when jobs come.</summary>
    private const double SegmentsPerHour = 980;

    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly VirtualTime _time = new();
    private readonly PoolScheduler _pool;
    private readonly Dictionary<JobId, SimulatedJob> _jobs = [];
    private readonly Dictionary<string, SimulatedSlot> _slots = [];
    private readonly LinkedList<SimulatedSlot> _pulling = [];
    private readonly ShareMeter _shares;
    private readonly SlotMeter _meter = new();
    private readonly LossMeter _losses;
    private readonly double _bound;
    private int _unfinished;
    private int _joined;
    private int _mostReady;
    private TimeSpan? _smallArrived;
    private double? _firstShot;

    private ClusterSimulation(Scenario scenario)
    {
        _scenario = scenario;
        _random = new Random(scenario.Seed);
        _bound =
            scenario.Jobs
            * scenario.JobSeconds
            / 3600
            * SegmentsPerHour
            * scenario.SegmentSeconds
            / scenario.SummedSpeed;
        _pool = new PoolScheduler(new GpuPoolOptions { Adoption = TimeSpan.Zero }, TimeSpan.Zero);
        _losses = new LossMeter(scenario.CheckpointSeconds);
        string[] tenants = [.. Enumerable.Range(0, scenario.Tenants).Select(Tenant), SmallTenant];
        double[] weights = [.. Enumerable.Range(0, scenario.Tenants).Select(Scenario.Weight), 1];
        foreach (var (tenant, weight) in tenants.Zip(weights))
            _pool.SetTerms(tenant, new TenantTerms { Weight = weight });
        _shares = new ShareMeter(tenants, weights, sampleEvery: _bound / 400);
    }

    /// <summary>Runs a scenario to the end.</summary>
    public static async Task<SimulationResult> RunAsync(Scenario scenario)
    {
        var simulation = new ClusterSimulation(scenario);
        await simulation.BringJobsAsync();
        for (var slot = 0; slot < scenario.Slots; slot++)
            simulation.Join(isFast: slot % 2 == 0);
        simulation.Tick();
        simulation._time.RunUntil(() => simulation._unfinished == 0);
        return simulation.Result();
    }

    private static string Tenant(int number) => string.Create(CultureInfo.InvariantCulture, $"tenant{number + 1}");

    private async Task BringJobsAsync()
    {
        var zipf = Enumerable.Range(1, _scenario.Tenants).Select(rank => 1.0 / rank).ToArray();
        for (var job = 0; job < _scenario.Jobs; job++)
        {
            // The first of each tenant's jobs makes sure that every tenant has one.
            var tenant = job < _scenario.Tenants ? job : Choose(zipf);
            var arrives = job % 2 == 0 ? 0 : _random.NextDouble() * _scenario.ArrivalFraction * _bound;
            await BringAsync(new JobId(Tenant(tenant), $"job{job}"), _scenario.JobSeconds, arrives);
        }
        await BringAsync(new JobId(SmallTenant, "job"), _scenario.SmallJobSeconds, _bound / 2);
    }

    private async Task BringAsync(JobId id, double seconds, double arrives)
    {
        var job = await SimulatedJob.CreateAsync(id, seconds, _random, TimeSpan.FromSeconds(arrives));
        _jobs.Add(id, job);
        _unfinished++;
        _time.In(
            arrives,
            () =>
            {
                if (id.Tenant == SmallTenant)
                    _smallArrived = _time.Now;
                Offer(job);
                WakePulls();
            }
        );
    }

    /// <summary>What the pool's grain does every second.</summary>
    private void Tick()
    {
        foreach (var lease in _pool.Expire(_time.Now))
        {
            var job = _jobs[lease.Grant.Work.Job];
            job.Lose(lease.Grant);
            Offer(job);
            WakePulls();
        }
        if (_pool.Open(_time.Now))
            WakePulls();
        _time.In(1, Tick);
    }

    private void Offer(SimulatedJob job)
    {
        foreach (var offer in job.Offers())
        {
            Pass();
            _shares.Waits(job.Id.Tenant, 1, _time.Now);
            _pool.Offer(offer, _time.Now);
        }
        _mostReady = Math.Max(_mostReady, _pool.ReadyWork);
    }

    private void WakePulls()
    {
        for (var node = _pulling.First; node is not null && _pool.ReadyWork > 0; )
        {
            var next = node.Next;
            if (TryTake(node.Value))
                _pulling.Remove(node);
            node = next;
        }
    }

    private void Pull(SimulatedSlot slot)
    {
        if (!TryTake(slot))
            _pulling.AddLast(slot);
    }

    /// <summary>Takes work as the pool's grain does, asking its job each time.</summary>
    private bool TryTake(SimulatedSlot slot)
    {
        while (_pool.Take(slot.Describe(), _time.Now) is { } taken)
        {
            var work = taken.Offer.Work;
            Pass();
            _shares.Waits(work.Job.Tenant, -1, _time.Now);
            if (_jobs[work.Job].Number(work) is { } attempt)
            {
                _time.In(
                    _scenario.GrantSeconds,
                    () => Begin(slot, _pool.Grant(taken, attempt, _time.Now), taken.Offer.PreferredSlot)
                );
                return true;
            }
            _pool.Refuse(taken);
        }
        return false;
    }

    private void Pass() => _meter.Pass(_time.Now, _shares.Waiting > 0);

    private int Choose(double[] weights)
    {
        var left = _random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            if ((left -= weights[i]) < 0)
                return i;
        return weights.Length - 1;
    }

    private SimulationResult Result()
    {
        Pass();
        var small = _jobs[new JobId(SmallTenant, "job")];
        return new SimulationResult
        {
            Scenario = _scenario,
            Makespan = _time.Now.TotalSeconds,
            Work = _jobs.Values.Sum(job => job.Segments * _scenario.SegmentSeconds + ConditioningSeconds),
            LongestChain =
                (_jobs.Values.Max(job => job.LongestChain) * _scenario.SegmentSeconds + ConditioningSeconds)
                / _scenario.FastSpeed,
            Capacity = _meter.Capacity,
            Utilisation = _meter.WorkingUnderBacklog / _meter.PresentUnderBacklog,
            Loading = _meter.Loading,
            Working = _meter.Working,
            Lost = _losses.Seconds,
            Preemptions = _losses.Slots,
            MostLosses = _losses.MostOfOne,
            Shares = _shares.Shares,
            Samples = _shares.Samples,
            FirstShot = _firstShot ?? double.NaN,
            FirstShotAlone =
                (small.ShortestChain * _scenario.SegmentSeconds + ConditioningSeconds) / _scenario.FastSpeed,
            MostReady = _mostReady,
        };
    }
}
