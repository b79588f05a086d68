using System.CommandLine;
using System.Text.Json;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Verification;

namespace OmniAvatar.Cli.Commands;

/// <summary><c>verify</c>: compares the networks with reference tensors. Exit status 1 if any case failed, 3 if there
/// is no folder.</summary>
internal static class VerifyCommand
{
    private static readonly string[] DefaultFolders = ["tests/Golden", "tests/Golden-more"];

    public static Command Create()
    {
        var json = CheckedOption.Switch(
            "--json",
            "One JSON object per line on standard output: each case, then the counts."
        );
        var folder = new Argument<string?>("DIR")
        {
            Description =
                $"A folder of reference tensors (default: this repository's {string.Join(" and ", DefaultFolders)}).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("verify", "Compare the networks with reference tensors.") { folder, json };
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(
                    () =>
                        Run(
                            parsed.GetValue(folder) is { } one
                                ? [one]
                                : [.. DefaultFolders.Select(RepositoryFolder.PathOf)],
                            parsed.GetValue(json),
                            cancellation
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static int Run(IReadOnlyList<string> folders, bool json, CancellationToken cancellation)
    {
        var summary = new VerificationSummary(0, 0);
        foreach (var folder in folders)
        {
            var (passed, failed) = GoldenVerifier.Run(
                folder,
                row => Console.WriteLine(json ? JsonSerializer.Serialize(row, GoldenRowJson.Default.GoldenRow) : row),
                cancellation
            );
            summary = new VerificationSummary(summary.Passed + passed, summary.Failed + failed);
        }
        Console.WriteLine(
            json ? JsonSerializer.Serialize(summary, GoldenRowJson.Default.VerificationSummary) : summary
        );
        return summary.ExitCode;
    }
}
