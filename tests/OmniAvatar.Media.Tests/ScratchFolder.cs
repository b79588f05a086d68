using System.Diagnostics;
using System.Globalization;

namespace OmniAvatar.Media.Tests;

/// <summary>A folder of one test's own, removed after it; its name has everything that a command line could trip
/// over.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("omniavatar \"quoted\" it's a\\:%d ").FullName;

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(Combine(name), content);
        return Combine(name);
    }

    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Makes a file with ffmpeg, run in this folder. Arguments are split at spaces.</summary>
    public string Ffmpeg(string arguments, string name)
    {
        var start = new ProcessStartInfo("ffmpeg") { WorkingDirectory = Path, RedirectStandardError = true };
        foreach (var argument in $"-nostdin -v error {arguments} -y file:{name}".Split(' '))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors);
        return Combine(name);
    }

    /// <summary>A file of a tone.</summary>
    public string Tone(
        string name,
        int rate = 16_000,
        int channels = 1,
        double seconds = 1,
        string codec = "pcm_s16le"
    ) =>
        Ffmpeg(
            string.Create(
                CultureInfo.InvariantCulture,
                $"-f lavfi -i sine=440:r={rate}:d={seconds} -ac {channels} -c:a {codec}"
            ),
            name
        );

    /// <summary>Files in the folder, by name.</summary>
    public string[] Names() =>
        Directory.GetFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)).Order().ToArray();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
