using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace OmniAvatar.Deploy.Tests.Sources;

/// <summary>How every C# file of the repository is written.</summary>
public sealed partial class FormattingTests
{
    private const int Columns = 120;

    private static readonly string[] Folders = ["src", "grains", "silos", "bench", "build", "tests", "tools"];

    [Fact]
    public void Files_Formatter_WouldChangeNone()
    {
        var (exitCode, said) = Check();

        exitCode.ShouldBe(0, $"Run `dotnet {Formatter} format .` in the root. {said}");
    }

    [Fact]
    public void Lines_StringsLeftOut_AreAtMost120Columns() => Folders.SelectMany(LongLines).ShouldBeEmpty();

    private static string Formatter =>
        typeof(FormattingTests)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "CSharpier")
            .Value!;

    private static (int ExitCode, string Said) Check()
    {
        var start = new ProcessStartInfo("dotnet", [Formatter, "check", "."])
        {
            WorkingDirectory = RepositoryFiles.PathOf("."),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var check = Process.Start(start)!;
        var errors = check.StandardError.ReadToEndAsync();
        var said = check.StandardOutput.ReadToEnd();
        check.WaitForExit();
        return (check.ExitCode, said + errors.GetAwaiter().GetResult());
    }

    private static IEnumerable<string> LongLines(string folder) =>
        from file in Directory.EnumerateFiles(RepositoryFiles.PathOf(folder), "*.cs", SearchOption.AllDirectories)
        where !BuildOutput().IsMatch(file)
        from line in Strings().Replace(File.ReadAllText(file), "\"\"").Split('\n')
        where line.Length > Columns
        select $"{file}: {line.Trim()}";

    [GeneratedRegex("/(bin|obj)/")]
    private static partial Regex BuildOutput();

    /// <summary>Raw and plain strings: what they hold may not be free to be broken.</summary>
    [GeneratedRegex(
        """
            "{3}.*?"{3}|"(\\.|[^"\\\n])*"
            """,
        RegexOptions.Singleline
    )]
    private static partial Regex Strings();
}
