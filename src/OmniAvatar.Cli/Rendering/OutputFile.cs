using System.Security.Cryptography;
using OmniAvatar.Artifacts;
using OmniAvatar.Files;

namespace OmniAvatar.Cli.Rendering;

/// <summary>The file that the user asked for: looked at before rendering, and filled at once when the video is
/// finished.</summary>
internal sealed class OutputFile
{
    private readonly string _folder;

    private OutputFile(string path) => (Path, _folder) = (path, System.IO.Path.GetDirectoryName(path)!);

    /// <summary>Looks at the name before any work is done; makes and writes nothing.</summary>
    /// <param name="path">What --output says; a link is followed.</param>
    /// <param name="inputs">What is read for the video.</param>
    /// <exception cref="WrongUseException">The name is empty, or an input's.</exception>
    /// <exception cref="RenderFailedException">No file can be written there: a folder, a pipe, a device, below a
    /// file.</exception>
    public static OutputFile Check(string path, IEnumerable<NamedInput> inputs) =>
        new(OutputPath.OfFile("--output", path, "video", inputs));

    /// <summary>Absolute path of the file.</summary>
    public string Path { get; }

    /// <summary>Makes the folder where absent and tries to write there, so that hours of rendering do not end in a
    /// refusal.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public void Prepare()
    {
        var probe = AtomicFile.TemporaryName(Path);
        try
        {
            Directory.CreateDirectory(_folder);
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            TryDelete(probe);
            throw FileFailure.Writing(_folder, e);
        }
    }

    /// <summary>Whether the file is there and is this very video.</summary>
    public bool Holds(ArtifactPart video)
    {
        if (new FileInfo(Path) is not { Exists: true } file || file.Length != video.Bytes)
            return false;
        using var content = file.OpenRead();
        return Convert.ToHexStringLower(SHA256.HashData(content)) == video.Sha256;
    }

    /// <summary>Copies the video into place: under a name of the job's own first, then by rename.</summary>
    /// <exception cref="RenderFailedException">The disk is full or the folder cannot be written any more.</exception>
    public void Place(string video, string job)
    {
        var temporary = AtomicFile.TemporaryName(Path, job);
        try
        {
            File.Copy(video, temporary, overwrite: true);
            AtomicFile.Publish(temporary, Path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            TryDelete(temporary);
            throw FileFailure.Writing(_folder, e);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            // The failure being reported says why already.
        }
    }
}
