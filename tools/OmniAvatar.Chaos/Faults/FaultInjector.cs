using System.Diagnostics;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Chaos.Runs;

namespace OmniAvatar.Chaos.Faults;

/// <summary>Causes faults in a cluster, one at a time, and watches their effects.</summary>
public sealed class FaultInjector
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(40);

    private readonly ChaosMachine _machine;
    private readonly ChaosCluster _cluster;
    private readonly JournalWatch _watch;
    private readonly ChaosSettings _settings;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly RevocationWatch _revocations;

    public FaultInjector(ChaosMachine machine, ChaosCluster cluster, JournalWatch watch, ChaosSettings settings)
    {
        (_machine, _cluster, _watch, _settings) = (machine, cluster, watch, settings);
        _revocations = new RevocationWatch(cluster);
    }

    /// <summary>Causes a fault and returns once it is over and every process runs again.</summary>
    public async Task<Incident> InjectAsync(PlannedFault fault)
    {
        var incident = fault.Kind switch
        {
            FaultKind.KillRenderer => await StrikeRendererAsync(
                fault,
                victim => victim.Process!.KillAsync(),
                _ => Task.CompletedTask
            ),
            FaultKind.DrainRenderer => await StrikeRendererAsync(fault, DrainAsync, _ => Task.CompletedTask),
            FaultKind.FreezeRenderer => await StrikeRendererAsync(fault, FreezeAsync, ThawAsync),
            FaultKind.CutOffRenderer => await StrikeRendererAsync(fault, CutOffAsync, HealAsync),
            FaultKind.KillGateway => await StrikeAsync(
                fault.Kind,
                Chosen(_cluster.Gateways, fault).Name,
                () => Chosen(_cluster.Gateways, fault).Process!.KillAsync()
            ),
            FaultKind.DatabaseAway => await StrikeAsync(
                fault.Kind,
                "PostgreSQL",
                () => AwayAsync(_machine.Postgres.StopAsync, _machine.Postgres.StartAgainAsync)
            ),
            FaultKind.StoreAway => await StrikeAsync(
                fault.Kind,
                "the blob store",
                () => AwayAsync(_machine.Azurite.StopAsync, _machine.Azurite.StartAgainAsync)
            ),
            FaultKind.KillCluster => await StrikeAsync(fault.Kind, "all", _cluster.KillAllAsync),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
        await _cluster.StartAsync();
        return incident;
    }

    /// <summary>Disturbs a renderer during its work, waits until another has continued that work, and ends the
    /// fault.</summary>
    private async Task<Incident> StrikeRendererAsync(
        PlannedFault fault,
        Func<Member, Task> strike,
        Func<Member, Task> end
    )
    {
        var victim = await WorkingRendererAsync(fault);
        var held = _watch.DoneBy(victim);
        var at = Stopwatch.GetTimestamp();
        await strike(victim);
        var (detected, resumed) = held is null ? (null, null) : await FollowAsync(held, at);
        await end(victim);
        return new Incident(
            fault.Kind,
            victim.Name,
            held is not null,
            Stopwatch.GetElapsedTime(_began, at),
            detected,
            resumed,
            Stopwatch.GetElapsedTime(at)
        );
    }

    private async Task<Incident> StrikeAsync(FaultKind kind, string victim, Func<Task> strike)
    {
        var at = Stopwatch.GetTimestamp();
        await strike();
        return new Incident(
            kind,
            victim,
            WasAtWork: false,
            Stopwatch.GetElapsedTime(_began, at),
            null,
            null,
            Stopwatch.GetElapsedTime(at)
        );
    }

    private async Task<Member> WorkingRendererAsync(PlannedFault fault)
    {
        List<Member> working = [];
        await _watch.WaitAsync(
            () =>
                (
                    working = [
                        .. _cluster.Renderers.Where(renderer =>
                            renderer.IsRunning && _watch.DoneBy(renderer) is { Step: > 0 }
                        ),
                    ]
                ).Count > 0,
            _settings.WorkPatience
        );
        return Chosen(
            working.Count > 0 ? working : [.. _cluster.Renderers.Where(renderer => renderer.IsRunning)],
            fault
        );
    }

    /// <summary>How long until the pool revoked the attempt, and until the next one began.</summary>
    private async Task<(TimeSpan? Detected, TimeSpan? Resumed)> FollowAsync(OpenAttempt held, long at)
    {
        var resumed =
            await _watch.WaitAsync(
                () => _watch.IsOvertaken(held) || _watch.IsDone(held.Work),
                _settings.TakeOverPatience
            ) && _watch.IsOvertaken(held)
                ? Stopwatch.GetElapsedTime(at)
                : (TimeSpan?)null;
        return (_revocations.Find(held) is { } revoked ? Stopwatch.GetElapsedTime(at, revoked) : null, resumed);
    }

    private static async Task DrainAsync(Member victim) => await victim.Process!.TerminateAsync(LongestDrain);

    private static Task FreezeAsync(Member victim)
    {
        victim.Process!.Freeze();
        return Task.CompletedTask;
    }

    private static Task ThawAsync(Member victim)
    {
        victim.Process!.Continue();
        return Task.CompletedTask;
    }

    private Task CutOffAsync(Member victim)
    {
        _cluster.CutOff(victim);
        return Task.CompletedTask;
    }

    private Task HealAsync(Member victim)
    {
        _cluster.Heal();
        return Task.CompletedTask;
    }

    private async Task AwayAsync(Func<Task> stop, Func<Task> start)
    {
        await stop();
        await Task.Delay(_settings.Outage);
        await start();
    }

    private static Member Chosen(IReadOnlyList<Member> members, PlannedFault fault) =>
        members[fault.Choice % members.Count];
}
