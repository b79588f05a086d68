using System.ComponentModel;
using System.Diagnostics;

namespace OmniAvatar.Cli.Doctor;

/// <summary>Whether ffmpeg is there and was built with what a video needs.</summary>
internal static class MediaChecks
{
    private const string Install = "apt-get update && apt-get install --no-install-recommends ffmpeg";

    public static async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellation)
    {
        if (await OutputAsync("ffmpeg", ["-hide_banner", "-version"], cancellation) is not { } version)
            return [new Finding("ffmpeg", FindingStatus.Missing, "not found", $"Install it: {Install}")];
        var probe = await OutputAsync("ffprobe", ["-hide_banner", "-version"], cancellation);
        var encoders = await OutputAsync("ffmpeg", ["-hide_banner", "-encoders"], cancellation) ?? "";
        return
        [
            new Finding("ffmpeg", FindingStatus.Good, version.Split('\n')[0].Split(" Copyright")[0]),
            Part("ffprobe", probe is not null),
            Part("encoder libx264", encoders.Contains(" libx264 ", StringComparison.Ordinal)),
            Part("encoder aac", encoders.Contains(" aac ", StringComparison.Ordinal)),
            Part("resampler soxr", version.Contains("--enable-libsoxr", StringComparison.Ordinal)),
        ];
    }

    private static Finding Part(string name, bool present) =>
        present
            ? new Finding(name, FindingStatus.Good, "present")
            : new Finding(name, FindingStatus.Missing, "this ffmpeg lacks it", $"Install Debian's: {Install}");

    /// <summary>Standard output of a program, or null if it is not there or fails.</summary>
    private static async Task<string?> OutputAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await error;
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
