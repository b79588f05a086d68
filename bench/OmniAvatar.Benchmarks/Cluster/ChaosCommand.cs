using System.CommandLine;
using System.Globalization;
using OmniAvatar.Chaos.Cluster;
using OmniAvatar.Chaos.Runs;

namespace OmniAvatar.Benchmarks.Cluster;

/// <summary>The long form of the chaos test: faults for as long as asked, and a report of what came of them.</summary>
public static class ChaosCommand
{
    private static readonly TimeSpan LastJobs = TimeSpan.FromMinutes(10);

    /// <summary><c>chaos</c> on the command line.</summary>
    public static Command Command()
    {
        var minutes = new Option<double>("--minutes")
        {
            Description = "Time after which no fault begins.",
            DefaultValueFactory = _ => 30,
        };
        var faults = new Option<int>("--faults")
        {
            Description = "Faults in all, at least 8.",
            DefaultValueFactory = _ => 100,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed that decides the faults, their victims and their times.",
            DefaultValueFactory = _ => 1,
        };
        var outage = new Option<double>("--outage")
        {
            Description = "Seconds that PostgreSQL and the blob store are away.",
            DefaultValueFactory = _ => 60,
        };
        var steps = new Option<int>("--steps")
        {
            Description = "Denoising steps of a segment; more steps make faults during work likelier.",
            DefaultValueFactory = _ => 40,
        };
        var output = new Option<string>("--out")
        {
            Description = "The report, which is rewritten after every round.",
            DefaultValueFactory = _ => "out/chaos-report.md",
        };
        var command = new Command(
            "chaos",
            "Kill, drain, freeze and cut off a real cluster's processes and servers, and audit the results."
        )
        {
            minutes,
            faults,
            seed,
            outage,
            steps,
            output,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                var settings = new ChaosSettings
                {
                    Seed = parsed.GetValue(seed),
                    Faults = parsed.GetValue(faults),
                    Time = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                    Outage = TimeSpan.FromSeconds(parsed.GetValue(outage)),
                    Steps = parsed.GetValue(steps),
                    RoundPatience = LastJobs,
                };
                var line = string.Create(
                    CultureInfo.InvariantCulture,
                    $"./omniavatar bench chaos --minutes {settings.Time.TotalMinutes} --faults "
                        + $"{settings.Faults} --seed {settings.Seed} --outage {settings.Outage.TotalSeconds} "
                        + $"--steps {settings.Steps}"
                );
                return RunAsync(settings, Path.GetFullPath(parsed.GetValue(output)!), line, cancellation);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ChaosSettings settings,
        string output,
        string commandLine,
        CancellationToken cancellation
    )
    {
        if (ChaosMachine.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"The chaos run needs real servers: {missing}.");
            return 1;
        }

        var logs = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(output)!, "chaos-logs")).FullName;
        await using var machine = await ChaosMachine.StartAsync();
        await using var run = await ChaosRun.StartAsync(machine, settings, logs);
        try
        {
            await run.RunAsync(record => Write(record, output, commandLine), cancellation);
        }
        finally
        {
            Write(run.Record, output, commandLine);
        }
        return run.Record.Violations.Count == 0 ? 0 : 1;
    }

    private static void Write(ChaosRecord record, string output, string commandLine)
    {
        File.WriteAllText(output, $"# Chaos report\n\nMade by `{commandLine}`.\n\n{ChaosReport.Write(record)}");
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"round {record.Rounds.Count}: {record.Incidents.Count} faults so far, {record.Violations.Count} "
                    + $"broken rules; {output}"
            )
        );
    }
}
