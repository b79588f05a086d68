using System.CommandLine;

namespace OmniAvatar.Cli.Commands;

/// <summary>Options that every command has.</summary>
internal static class CommonOptions
{
    public static Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Show log lines, and where an error came from.", Recursive = true };
}
