using System.CommandLine;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    private const int MostThreads = 256;

    /// <summary>Of every command.</summary>
    public static Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Show log lines, and where an error came from.", Recursive = true };

    /// <summary>Of a command that works for long and tells what happens.</summary>
    public static Option<bool> JsonEvents() =>
        CheckedOption.Switch("--json", "One JSON event per line on standard output.");

    /// <summary>Of a command that computes with the networks.</summary>
    public static Option<string?> Device() =>
        CheckedOption.OneOf("--device", "Where to compute (default: cuda if present, else cpu).", "cpu", "cuda");

    /// <summary>Of a command that computes with the networks.</summary>
    /// <param name="description">What the number decides, and its default.</param>
    public static Option<long?> Threads(string description) =>
        CheckedOption.Whole("--threads", description, 1, MostThreads);
}
