using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OmniAvatar.Simulation;

namespace OmniAvatar.Benchmarks.Simulation;

/// <summary>A cluster of hundreds of slots in virtual time, which the pool's own classes drive.</summary>
public static class ClusterBenchmark
{
    private static readonly int[] Sizes = [8, 64, 512];

    /// <summary><c>cluster</c> on the command line.</summary>
    public static Command Command()
    {
        var slots = new Option<int[]>("--slots")
        {
            Description = "Sizes of the cluster.",
            DefaultValueFactory = _ => Sizes,
            AllowMultipleArgumentsPerToken = true,
        };
        var jobs = new Option<int>("--jobs") { Description = "Jobs of one hour each.", DefaultValueFactory = _ => 200 };
        var tenants = new Option<int>("--tenants")
        {
            Description = "Tenants; tenant n asks for 1/n as much as the first.",
            DefaultValueFactory = _ => 20,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "The same seed gives the same run.",
            DefaultValueFactory = _ => 1,
        };
        var plot = new Option<string?>("--plot")
        {
            Description = "PNG file for the tenants' shares over time at the last size.",
        };
        var command = new Command("cluster", "The pool in virtual time: many slots that come and go, many tenants.")
        {
            slots,
            jobs,
            tenants,
            seed,
            plot,
        };
        command.SetAction(
            (parsed, _) =>
                RunAsync(
                    parsed.GetValue(slots)!,
                    new Scenario
                    {
                        Slots = 0,
                        Jobs = parsed.GetValue(jobs),
                        Tenants = parsed.GetValue(tenants),
                        Seed = parsed.GetValue(seed),
                    },
                    parsed.GetValue(plot)
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(int[] sizes, Scenario scenario, string? plot)
    {
        foreach (var size in sizes)
        {
            var clock = Stopwatch.StartNew();
            var result = await ClusterSimulation.RunAsync(scenario with { Slots = size });
            Print(result, clock.Elapsed);
            if (plot is not null && size == sizes[^1])
                SharePlot.Save(result, plot);
        }
        return 0;
    }

    private static void Print(SimulationResult result, TimeSpan took)
    {
        var worst = result.Shares.Where(share => share.Fair > 0).MaxBy(share => share.Error / result.Tolerance(share))!;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                {result.Scenario.Slots} slots, {result.Scenario.Jobs} jobs of {result.Scenario.Tenants} tenants, seed {result.Scenario.Seed} ({took.TotalSeconds:F0} s)
                  utilisation while work waits     {result.Utilisation, 9:P2}   aim 97 %
                  makespan                         {result.Makespan / 3600, 9:F1} h
                    over the bound, loaded slots   {result.MakespanRatioLoaded, 9:F3}   aim 1.05
                    over the bound, losses included{result.MakespanRatio, 9:F3}   of {result.Bound / 3600:F1} h
                  loading, of the slots' time      {result.LoadingFraction, 9:P2}
                  slots taken away while working   {result.Preemptions, 9}   most from one segment: {result.MostLosses}
                  work lost to that                {result.LostFraction, 9:P2}   aim below 1 %
                  worst share, from fair           {worst.Error, 9:P2}   {worst.Tenant} (weight {worst.Weight}): {worst.Got:F0} of {worst.Fair:F0} GPU-seconds; allowed {result.Tolerance(
                    worst
                ):P2}
                  first shot of a small job        {result.FirstShot
                    / 60, 9:F0} min under full load; its shortest shot alone on a fast slot: {result.FirstShotAlone
                    / 60:F0} min
                  most work waiting at once        {result.MostReady, 9}
                """
            )
        );
    }
}
