using System.Security.Cryptography;

namespace OmniAvatar.Files;

/// <summary>What must hold for any file that a user names, before anything looks into it.</summary>
public static class InputFile
{
    /// <summary>Throws unless the path is a file with content.</summary>
    /// <param name="kind">What it is, for the sentence: "picture", "sound".</param>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">Missing, a folder, empty, or something that is read once or never ends, as a
    /// pipe or device.</exception>
    public static void ThrowIfUnusable(string kind, string path)
    {
        if (ProblemOf(path) is { } problem)
            throw new BadInputException($"The {kind} {Shown(path)} {problem}.");
        if (LengthOf(kind, path) == 0)
            throw new BadInputException($"The {kind} {path} is empty.");
    }

    /// <summary>Why a path is not a readable file, as the end of a sentence; null if it is one.</summary>
    public static string? ProblemOf(string path)
    {
        var status = FileStatus.Of(path);
        return status.Kind switch
        {
            FileKind.File => null,
            FileKind.Folder => "is a folder",
            FileKind.Pipe => "is a pipe; save its content to a file first",
            FileKind.Device => "is a device and not a file",
            FileKind.Socket => "is a socket and not a file",
            FileKind.Unreachable => $"cannot be reached: {status.Problem}",
            // What the framework lists in place of bytes that are not UTF-8.
            _ when path.Contains('\uFFFD') => "cannot be opened: its name is not UTF-8",
            _ => "does not exist",
        };
    }

    /// <summary>
    /// The path under which another process opens the same file: <c>/dev/stdin</c> and <c>/proc/self/fd/3</c> are other
    /// files there.
    /// </summary>
    public static string ForOtherProcess(string path)
    {
        var full = Path.GetFullPath(path);
        if (!full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/proc/", StringComparison.Ordinal))
            return full;
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            return full;
        }
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal; copied besides where a place for it is given.</summary>
    /// <exception cref="BadInputException">The file cannot be used or read.</exception>
    /// <exception cref="RenderFailedException">The copy cannot be written.</exception>
    public static async Task<string> HashAsync(
        string kind,
        string path,
        string? copyPath,
        CancellationToken cancellation
    )
    {
        ThrowIfUnusable(kind, path);
        await using var source = Open(kind, path);
        if (copyPath is null)
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellation));
        try
        {
            await using var copy = File.Create(copyPath);
            await source.CopyToAsync(copy, cancellation);
            copy.Position = 0;
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(copy, cancellation));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(Path.GetDirectoryName(copyPath)!, e);
        }
    }

    /// <summary>The bytes of a small file.</summary>
    /// <param name="kind">What it is, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="most">Bytes that it may have.</param>
    /// <exception cref="BadInputException">The file cannot be used or read, or is larger.</exception>
    public static byte[] ReadSmall(string kind, string path, long most)
    {
        ThrowIfUnusable(kind, path);
        using var source = Open(kind, path);
        if (source.Length > most)
            throw new BadInputException($"The {kind} {path} is larger than {most} bytes.");
        try
        {
            var content = new byte[source.Length];
            source.ReadExactly(content);
            return content;
        }
        catch (IOException e)
        {
            throw Unreadable(kind, path, e);
        }
    }

    private static long LengthOf(string kind, string path)
    {
        using var file = Open(kind, path);
        return file.Length;
    }

    private static FileStream Open(string kind, string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw Unreadable(kind, path, e);
        }
    }

    private static BadInputException Unreadable(string kind, string path, Exception cause) =>
        new(
            $"The {kind} {path} cannot be read{(cause is UnauthorizedAccessException ? ": permission denied" : "")}.",
            cause
        );

    private static string Shown(string path) =>
        path.Length == 0 ? "''" : path.Replace("\0", "\\0", StringComparison.Ordinal);
}
