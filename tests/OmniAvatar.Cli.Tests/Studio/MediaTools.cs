using System.Diagnostics;

namespace OmniAvatar.Cli.Tests.Studio;

/// <summary>ffmpeg and ffprobe, as a person would run them on a file or an address.</summary>
internal static class MediaTools
{
    /// <summary>A hash of every frame.</summary>
    public static async Task<string[]> FrameHashesAsync(params string[] input)
    {
        var output = await OutputOfAsync(
            "ffmpeg",
            ["-v", "error", .. input, "-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framemd5", "-"]
        );
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line[0] != '#')
                .Select(line => line.Split(',')[^1].Trim()),
        ];
    }

    /// <summary>What a program prints.</summary>
    public static async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}
