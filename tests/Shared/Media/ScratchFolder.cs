using System.Diagnostics;

namespace OmniAvatar.Tests.Media;

/// <summary>A folder of one test's own, removed after it; its name has what a command line could trip over.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("omniavatar it's \"x\" ").FullName;

    public string Combine(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>Makes a file with ffmpeg.</summary>
    public string Ffmpeg(string name, params string[] arguments)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Combine(name))!);
        var start = new ProcessStartInfo(
            "ffmpeg",
            ["-nostdin", "-v", "error", .. arguments, "-y", "file:" + Combine(name)]
        )
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
        return Combine(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
