using System.Text;
using System.Text.Unicode;

namespace OmniAvatar.Files;

/// <summary>
/// Refuses names that are not UTF-8. The framework replaces such bytes in arguments and paths, and would then read and
/// write other files than those that were named; only the kernel still has the bytes.
/// </summary>
public static class NamesInUtf8
{
    private const string Arguments = "/proc/self/cmdline";

    /// <summary>Looks at the command line of this process, and at the folder that relative names begin at.</summary>
    /// <returns>The sentence for the user where one of them is not UTF-8, else null.</returns>
    public static string? FindProblem()
    {
        if (FirstWrong(ReadArguments()) is { } wrong)
            return $"The argument {wrong} is not UTF-8, so it would name another file; rename the file (the program "
                + "convmv renames many).";
        return IsOtherFolder()
            ? "The name of the current folder is not UTF-8, so files in it cannot be named; rename the folder, or "
                + "start in another."
            : null;
    }

    /// <summary>The first argument that is not UTF-8, in quotes with its foreign bytes as \x..; null if all
    /// are.</summary>
    /// <param name="arguments">Arguments, each with a zero byte after it.</param>
    internal static string? FirstWrong(ReadOnlySpan<byte> arguments)
    {
        foreach (var range in arguments.Split((byte)0))
            if (!Utf8.IsValid(arguments[range]))
                return $"'{Shown(arguments[range])}'";
        return null;
    }

    private static string Shown(ReadOnlySpan<byte> argument)
    {
        var text = new StringBuilder();
        while (!argument.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(argument, out var rune, out var count);
            if (status == System.Buffers.OperationStatus.Done)
                text.Append(rune.ToString());
            else
                foreach (var foreign in argument[..count])
                    text.Append($"\\x{foreign:x2}");
            argument = argument[count..];
        }
        return text.ToString();
    }

    private static byte[] ReadArguments()
    {
        try
        {
            return File.ReadAllBytes(Arguments);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // Without /proc nothing can be said.
            return [];
        }
    }

    /// <summary>Whether what the framework takes for the current folder is another.</summary>
    private static bool IsOtherFolder()
    {
        try
        {
            var current = Environment.CurrentDirectory;
            return current.Contains('\uFFFD') && !FileStatus.Of(current).IsSameAs(FileStatus.Of("."));
        }
        catch (IOException)
        {
            // It was deleted; absolute names still work.
            return false;
        }
    }
}
