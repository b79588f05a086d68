using System.Globalization;
using System.Text;
using OmniAvatar.Audit;
using OmniAvatar.Chaos.Faults;

namespace OmniAvatar.Chaos.Runs;

/// <summary>A run's report in Markdown.</summary>
public static class ChaosReport
{
    public static string Write(ChaosRecord record)
    {
        var text = new StringBuilder();
        WriteHead(text, record);
        WriteFaults(text, record.Incidents);
        WriteDetection(text, record.Incidents);
        if (record.Evidence is { } evidence)
            WriteWork(text, AuditFigures.Of(evidence));
        WriteViolations(text, record.Violations);
        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, ChaosRecord record)
    {
        var settings = record.Settings;
        Line(
            text,
            $"Seed {settings.Seed}; {settings.Gateways} gateways, {settings.Renderers} renderers with the "
                + $"tiny model on {Environment.ProcessorCount} cores;"
        );
        Line(
            text,
            $"servers away for {settings.Outage.TotalSeconds:0} s. {record.Rounds.Count - 1} rounds under "
                + $"faults took {Sum(record.Rounds.Skip(1)).TotalMinutes:0.0} minutes;"
        );
        Line(text, $"the same round without faults takes {record.Rounds.FirstOrDefault().TotalSeconds:0.0} s.");
        Line(
            text,
            "Processes that ended by themselves after they were cut off or frozen and declared dead, and that were "
                + $"restarted: {record.Restarts}."
        );
    }

    private static void WriteFaults(StringBuilder text, IReadOnlyList<Incident> incidents)
    {
        Line(text, "");
        Line(text, "## Faults");
        Line(text, "");
        Line(text, "| fault | times | during work | lasted, median (s) |");
        Line(text, "| --- | ---: | ---: | ---: |");
        foreach (var kind in incidents.GroupBy(incident => incident.Kind).OrderBy(kind => kind.Key))
            Line(
                text,
                $"| {NameOf(kind.Key)} | {kind.Count()} | {kind.Count(incident => incident.WasAtWork)} | "
                    + $"{Median(kind.Select(i => i.Lasted.TotalSeconds)):0.0} |"
            );
    }

    private static void WriteDetection(StringBuilder text, IReadOnlyList<Incident> incidents)
    {
        Line(text, "");
        Line(text, "## Detection");
        Line(text, "");
        Line(
            text,
            "Time from the fault until the pool revoked the work, and until another attempt began; only faults after "
                + "which this came before a result count."
        );
        Line(text, "");
        Line(
            text,
            "| fault | revoked: times | median (s) | longest (s) | continued elsewhere: times | median (s) | longest "
                + "(s) |"
        );
        Line(text, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (
            var kind in new[]
            {
                FaultKind.KillRenderer,
                FaultKind.DrainRenderer,
                FaultKind.FreezeRenderer,
                FaultKind.CutOffRenderer,
            }
        )
        {
            var (revoked, taken) = (
                Seconds(incidents, kind, i => i.Detected),
                Seconds(incidents, kind, i => i.Resumed)
            );
            Line(text, $"| {NameOf(kind)} | {Times(revoked)} | {Times(taken)} |");
        }
    }

    private static void WriteWork(StringBuilder text, AuditFigures figures)
    {
        Line(text, "");
        Line(text, "## Work");
        Line(text, "");
        Line(text, "| | |");
        Line(text, "| --- | ---: |");
        Line(text, $"| jobs, all complete with the undisturbed run's frames | {figures.Jobs} |");
        Line(text, $"| segments | {figures.Segments} |");
        Line(text, $"| attempts | {figures.Attempts} |");
        Line(text, $"| attempts that continued from a checkpoint | {figures.Resumed} |");
        Line(text, $"| rendered twice, the second begun before the result existed | {figures.RenderedTwice} |");
        Line(text, $"| denoising steps needed | {figures.StepsNeeded} |");
        Line(text, $"| denoising steps run | {figures.StepsRun} |");
        foreach (var (outcome, milliseconds) in figures.Ledger.OrderByDescending(entry => entry.Key))
            Line(
                text,
                $"| ledger, {Enum.GetName(outcome)!.ToLowerInvariant()} (GPU-seconds) | {milliseconds / 1000.0:0.0} |"
            );
    }

    private static void WriteViolations(StringBuilder text, IReadOnlyList<Violation> violations)
    {
        Line(text, "");
        Line(text, "## Audit");
        Line(text, "");
        if (violations.Count == 0)
            Line(text, $"No rule is broken: {Auditor.Promise}.");
        foreach (var violation in violations)
            Line(text, $"- {violation}");
    }

    private static double[] Seconds(IEnumerable<Incident> incidents, FaultKind kind, Func<Incident, TimeSpan?> which) =>
        [
            .. incidents
                .Where(incident => incident.Kind == kind)
                .Select(which)
                .OfType<TimeSpan>()
                .Select(time => time.TotalSeconds),
        ];

    private static string Times(double[] seconds) =>
        $"{seconds.Length} | {Show(seconds, Median)} | {Show(seconds, Enumerable.Max)}";

    private static string Show(double[] values, Func<IEnumerable<double>, double> summary) =>
        values.Length == 0 ? "–" : summary(values).ToString("0.00", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) =>
        times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    private static string NameOf(FaultKind kind) =>
        kind switch
        {
            FaultKind.KillRenderer => "renderer killed (SIGKILL)",
            FaultKind.DrainRenderer => "renderer drained (SIGTERM)",
            FaultKind.FreezeRenderer => "renderer frozen (SIGSTOP, SIGCONT)",
            FaultKind.CutOffRenderer => "renderer cut off",
            FaultKind.KillGateway => "gateway killed (SIGKILL)",
            FaultKind.DatabaseAway => "PostgreSQL away",
            FaultKind.StoreAway => "blob store away",
            FaultKind.KillCluster => "whole cluster killed and started",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
