using System.Diagnostics;
using System.Globalization;

namespace OmniAvatar.Evaluation.Tests;

/// <summary>A folder of small test videos that vanishes in the end.</summary>
internal sealed class EvaluationFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("evaluation").FullName;

    public string Generated => Path.Combine(_root, "generated");

    public string Reference => Path.Combine(_root, "reference");

    public string Output => Path.Combine(_root, "report");

    /// <summary>Makes a video of a test picture, with a tone whose loudness changes unless
    /// <paramref name="silent"/>.</summary>
    public string Video(string folder, string name, int frames = 18, string picture = "testsrc2", bool silent = false)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, name);
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{frames / 25.0}");
        var sound = silent ? "" : $"-f lavfi -i aevalsrc=0.5*sin(2000*t)*sin(9*t):s=16000:d={seconds} -c:a aac";
        var ffmpeg = Process.Start(
            "ffmpeg",
            $"-loglevel error -y -f lavfi -i {picture}=s=96x80:r=25:d={seconds} {sound} -c:v libx264 "
                + $"-preset ultrafast -pix_fmt yuv420p {path}"
        );
        ffmpeg.WaitForExit();
        ffmpeg.ExitCode.ShouldBe(0);
        return path;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
