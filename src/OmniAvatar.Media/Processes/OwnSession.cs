using System.Diagnostics;

namespace OmniAvatar.Media.Processes;

/// <summary>
/// Starts programs in a session of their own. Ctrl-C in a terminal goes to every process of the foreground group: a
/// program that died of it before we had begun to stop would look like a failure of its work.
/// </summary>
internal static class OwnSession
{
    // Of util-linux; without it the program shares our session.
    private static readonly string? Starter = Find("setsid");

    /// <summary>How to start a program, or null if it does not exist.</summary>
    /// <param name="program">Its name, looked up in <c>PATH</c>.</param>
    /// <param name="arguments">The argument line.</param>
    public static ProcessStartInfo? Of(string program, string arguments) =>
        (Starter, Find(program)) switch
        {
            (_, null) => null,
            (null, var path) => new ProcessStartInfo(path, arguments),
            (var starter, var path) => new ProcessStartInfo(starter, $"{Argument.Quote(path)} {arguments}"),
        };

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
