using System.Globalization;

namespace OmniAvatar.Tests.Media;

/// <summary>Small videos: a moving test picture, and bursts of noise with pauses between as speech.</summary>
internal static class TestVideos
{
    /// <summary>Bursts of 1.1 s that begin every 1.5 s.</summary>
    public const string Bursts = "if(lt(mod(t,1.5),1.1),0.3,0.0003)*(2*random(0)-1)";

    /// <summary>Next to nothing.</summary>
    public const string Hush = "0.0003*(2*random(0)-1)";

    /// <param name="folder">Where.</param>
    /// <param name="name">The file, its ending decides the container.</param>
    /// <param name="seconds">Its length.</param>
    /// <param name="sound">A formula of t, or null for no sound stream.</param>
    /// <param name="filter">Changes the picture.</param>
    /// <param name="size">Pixels.</param>
    public static string Make(
        ScratchFolder folder,
        string name,
        double seconds = 5,
        string? sound = Bursts,
        string filter = "null",
        string size = "96x80"
    )
    {
        var length = seconds.ToString(CultureInfo.InvariantCulture);
        string[] heard = sound is null
            ? []
            : ["-f", "lavfi", "-i", $"aevalsrc='{sound}':s=16000:d={length}", "-c:a", "aac"];
        return folder.Ffmpeg(
            name,
            [
                "-f",
                "lavfi",
                "-i",
                $"testsrc2=s={size}:r=30:d={length},{filter}",
                .. heard,
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-pix_fmt",
                "yuv420p",
            ]
        );
    }

    /// <summary>Writes <c>captions.jsonl</c> for files of a folder.</summary>
    public static void Caption(string folder, params string[] files) =>
        File.WriteAllLines(
            Path.Combine(folder, "captions.jsonl"),
            files.Select(file => $$"""{"file": "{{file}}", "text": "A person in {{file}} speaks"}""")
        );
}
