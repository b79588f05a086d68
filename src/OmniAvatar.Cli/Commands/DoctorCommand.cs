using System.CommandLine;
using System.Text.Json;
using OmniAvatar.Cli.Doctor;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Silos.Hosting.CommandLine;
using Spectre.Console;

namespace OmniAvatar.Cli.Commands;

/// <summary><c>doctor</c>: what is missing on this machine and how to get it. Exit status 1 if nothing can be
/// rendered.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = CheckedOption.Switch("--json", "The findings as one JSON array on standard output.");
        var data = CheckedOption.Path("--data", "DIR", "The folder whose free space is checked.");
        var command = new Command("doctor", "Check this machine; say what is missing and how to get it.")
        {
            json,
            data,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var findings = await ExamineAsync(DataFolder.PathOf(parsed.GetValue(data)), cancellation);
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(findings, FindingJson.Default.IReadOnlyListFinding));
                else
                    Print(findings);
                return findings.Any(f => f.Status == FindingStatus.Missing) ? 1 : 0;
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> ExamineAsync(string dataFolder, CancellationToken cancellation) =>
        [
            MachineChecks.Runtime(),
            MachineChecks.Processor(),
            MachineChecks.Memory(),
            MachineChecks.Disk(dataFolder),
            .. await MediaChecks.RunAsync(cancellation),
            .. ThreadChecks.Run(),
            .. TorchChecks.Run(),
        ];

    private static void Print(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var (mark, colour) = finding.Status switch
            {
                FindingStatus.Good => ("good", "green"),
                FindingStatus.Limited => ("limited", "yellow"),
                _ => ("missing", "red"),
            };
            AnsiConsole.MarkupInterpolated($"[{colour}]{mark, -8}[/]{finding.Name, -19}");
            Console.WriteLine(finding.Found);
            if (finding.Remedy is not null)
                Console.WriteLine($"{"", 27}{finding.Remedy}");
        }
    }
}
