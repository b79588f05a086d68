using System.Runtime.InteropServices;

namespace OmniAvatar.Files;

/// <summary>A file or folder that a command reads, which its output must not replace.</summary>
/// <param name="Name">What to call it within a sentence: "the sound talk.mp4".</param>
/// <param name="Path">Where it is.</param>
public readonly record struct NamedInput(string Name, string Path);

/// <summary>
/// Checks where a command shall write before it does any work. A link is followed: what it leads to is written, and the
/// link stays. Pipes, devices and sockets are refused, since outputs are completed under another name and then renamed,
/// which would replace them.
/// </summary>
public static partial class OutputPath
{
    private const int Writable = 2; // W_OK
    private const int Searchable = 1; // X_OK

    /// <summary>Checks the path of a file to write; nothing is made yet.</summary>
    /// <param name="option">The option that named it, for messages.</param>
    /// <param name="path">The path as it was typed.</param>
    /// <param name="what">What shall be written: "video".</param>
    /// <param name="inputs">What the command reads.</param>
    /// <returns>The absolute path to write to: a link's target.</returns>
    /// <exception cref="WrongUseException">It is empty, or one of the inputs.</exception>
    /// <exception cref="RenderFailedException">No file can be written there.</exception>
    public static string OfFile(string option, string path, string what, IEnumerable<NamedInput> inputs)
    {
        RequireNamed(option, path);
        var status = FileStatus.Of(path);
        if (NoFile(path, status) is { } problem)
            throw new RenderFailedException($"{path} {problem}, so no {what} can be written there.");
        RequireApart(option, status, inputs);
        var target = Target(path);
        RequireWay(Path.GetDirectoryName(target)!);
        return target;
    }

    /// <summary>Checks the path of a folder to write into; nothing is made yet.</summary>
    /// <param name="option">The option that named it, for messages.</param>
    /// <param name="path">The path as it was typed.</param>
    /// <param name="inputs">Files and folders that the command reads.</param>
    /// <returns>The absolute path.</returns>
    /// <exception cref="WrongUseException">It is empty, or one of the inputs.</exception>
    /// <exception cref="RenderFailedException">No folder can be made or written there.</exception>
    public static string OfFolder(string option, string path, params IEnumerable<NamedInput> inputs)
    {
        RequireNamed(option, path);
        var status = FileStatus.Of(path);
        RequireApart(option, status, inputs);
        if (status.Kind is not (FileKind.Missing or FileKind.Folder))
            throw new RenderFailedException(
                $"{path} {(status.Kind == FileKind.File ? "is a file" : NoFile(path, status))}, so it "
                    + $"cannot be the folder of {option}."
            );
        var target = Target(path);
        RequireWay(target);
        return target;
    }

    private static void RequireNamed(string option, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new WrongUseException($"{option} is empty; it takes a name.");
    }

    private static string? NoFile(string path, FileStatus status) =>
        status.Kind switch
        {
            FileKind.Folder => "is a folder",
            FileKind.Missing when path.EndsWith('/') => "names a folder",
            FileKind.Pipe => "is a pipe",
            FileKind.Device => "is a device",
            FileKind.Socket => "is a socket",
            FileKind.Unreachable => $"cannot be reached ({status.Problem})",
            _ => null,
        };

    private static void RequireApart(string option, FileStatus output, IEnumerable<NamedInput> inputs)
    {
        foreach (var input in inputs)
            if (output.IsSameAs(FileStatus.Of(input.Path)))
                throw new WrongUseException($"{option} would write over {input.Name}; choose another place.");
    }

    /// <summary>The last name's target; links among the folders before it need no care.</summary>
    private static string Target(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return new FileInfo(full).LinkTarget is null
            ? full
            : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
    }

    /// <summary>Looks at the nearest folder that is there: the missing ones below it can be made if it can be
    /// written.</summary>
    private static void RequireWay(string folder)
    {
        var nearest = folder;
        for (; FileStatus.Of(nearest).Kind == FileKind.Missing; nearest = Path.GetDirectoryName(nearest)!)
            if (new FileInfo(nearest).LinkTarget is { } nowhere)
                throw new RenderFailedException($"{nearest} is a link to {nowhere}, which does not exist.");
        var status = FileStatus.Of(nearest);
        if (status.Kind == FileKind.Unreachable)
            throw new RenderFailedException($"{folder} cannot be reached: {status.Problem}.");
        if (status.Kind != FileKind.Folder)
            throw new RenderFailedException($"{nearest} is not a folder, so nothing can be written below it.");
        if (access(nearest, Writable | Searchable) != 0)
            throw FileFailure.Writing(
                nearest,
                new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError())
            );
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string path, int mode);
}
