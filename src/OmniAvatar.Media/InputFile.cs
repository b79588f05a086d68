using System.Security.Cryptography;

namespace OmniAvatar.Media;

/// <summary>What must hold for any file that a user names, before anything looks into it.</summary>
internal static class InputFile
{
    /// <summary>Throws unless the path is a file with content.</summary>
    /// <param name="kind">"picture" or "sound".</param>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">Missing, a folder, empty, or neither (a pipe or device has no length).</exception>
    public static void ThrowIfUnusable(string kind, string path)
    {
        if (Directory.Exists(path)) throw new BadInputException($"The {kind} {path} is a folder.");
        if (!File.Exists(path)) throw new BadInputException($"The {kind} {path} does not exist.");
        if (LengthOf(path) == 0) throw new BadInputException($"The {kind} {path} is empty.");
    }

    /// <summary>SHA-256 of a file, lower-case hexadecimal; copied besides where a place for it is given.</summary>
    /// <exception cref="BadInputException">The file cannot be used or read.</exception>
    /// <exception cref="RenderFailedException">The copy cannot be written.</exception>
    public static async Task<string> HashAsync(string kind, string path, string? copyPath, CancellationToken cancellation)
    {
        ThrowIfUnusable(kind, path);
        await using var source = Open(kind, path);
        if (copyPath is null) return Convert.ToHexStringLower(await SHA256.HashDataAsync(source, cancellation));
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
        if (LengthOf(path) > most) throw new BadInputException($"The {kind} {path} is larger than {most} bytes.");
        using var source = Open(kind, path);
        var content = new byte[source.Length];
        source.ReadExactly(content);
        return content;
    }

    private static long LengthOf(string path)
    {
        var named = new FileInfo(path);
        return (named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named).Length;
    }

    private static FileStream Open(string kind, string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The {kind} {path} cannot be read.", e);
        }
    }
}
