using OmniAvatar.Audit;

namespace OmniAvatar.Chaos.Tests;

/// <summary>
/// The audit is worth something: the same accident is harmless to the cluster as it is, and found out where a fault was
/// planted in it. The plants are in programs of the tests.
/// </summary>
[Collection(ProcessesCollection.Name)]
public sealed class PlantedFaultTests(Servers servers)
{
    // The lease ends long before a silo that does not answer is declared dead.
    private static readonly SteppedClusterOptions Options = new()
    {
        StepSeconds = 0.4,
        Tune = address =>
            address with
            {
                Lease = TimeSpan.FromSeconds(3),
                ProbeTimeout = TimeSpan.FromSeconds(3),
                MissedProbes = 4,
            },
    };

    [ChaosFact]
    public async Task Kill_AttemptNumberIgnored_IsFoundOut()
    {
        var (healthy, planted) = await CompareAsync(
            Strike.Kill,
            Options,
            Options with
            {
                Renderer = ["--plant", "attempt"],
            }
        );

        healthy.ShouldBeEmpty();
        planted.ShouldContain(violation => violation.What.Contains("which is not the winner's"));
    }

    [ChaosFact]
    public async Task CutOff_ExistenceCheckSkippedAtCommit_IsFoundOut()
    {
        // A segment takes longer than a lease: it is granted again before the one who is cut off has committed it.
        var options = Options with
        {
            StepSeconds = 1.5,
        };
        var (healthy, planted) = await CompareAsync(
            Strike.CutOff,
            options,
            options with
            {
                Renderer = ["--plant", "overwrite"],
            }
        );

        healthy.ShouldBeEmpty();
        planted.ShouldContain(violation => violation.Rule == "one winner");
    }

    [ChaosFact]
    public async Task CutOff_ExistenceChecksSkippedAtGrantAndAttempt_IsFoundOut()
    {
        // Either check alone keeps a segment from being rendered again, so both are skipped.
        // A segment takes less than a lease: the one who is cut off has committed it before it is granted again.
        var options = Options with
        {
            StepSeconds = 0.2,
        };
        var (healthy, planted) = await CompareAsync(
            Strike.CutOff,
            options,
            options with
            {
                Gateway = ["--plant", "blind"],
                Renderer = ["--plant", "blind"],
            }
        );

        healthy.ShouldBeEmpty();
        planted.ShouldContain(violation => violation.Rule == "rendered again");
    }

    private enum Strike
    {
        Kill,
        CutOff,
    }

    private async Task<(IReadOnlyList<Violation> Healthy, IReadOnlyList<Violation> Planted)> CompareAsync(
        Strike strike,
        SteppedClusterOptions healthy,
        SteppedClusterOptions planted
    )
    {
        var (one, other) = (RunAsync(strike, healthy), RunAsync(strike, planted));
        return (await one, await other);
    }

    /// <summary>Renders one job, strikes whoever works first, lets both sides come to their end before they hear of
    /// each other, and audits.</summary>
    private async Task<IReadOnlyList<Violation>> RunAsync(Strike strike, SteppedClusterOptions options)
    {
        await using var cluster = await SteppedCluster.StartAsync(servers.Machine, options);
        var (watch, job) = (cluster.Watch, await cluster.SubmitAsync(seconds: 0.5));
        var (victim, held) = await cluster.WorkingAsync();
        if (strike == Strike.Kill)
            await victim.Process!.KillAsync();
        else
            cluster.Processes.Cut(victim, cluster.Processes.Gateways[0]);

        var next = held.Work with { Segment = held.Work.Segment + 1 };
        await watch.WaitAsync(
            async () => watch.IsOvertaken(held) || watch.HasBegun(next) || await job.IsOverAsync(),
            SteppedCluster.Patience
        );
        if (victim.IsRunning)
            await watch.WaitAsync(() => !watch.IsOpenAt(held.Work), SteppedCluster.Patience);
        cluster.Processes.Heal();
        await cluster.Processes.TendAsync();

        (await watch.WaitAsync(job.IsOverAsync, SteppedCluster.Patience)).ShouldBeTrue();
        return await cluster.AuditAsync();
    }
}
