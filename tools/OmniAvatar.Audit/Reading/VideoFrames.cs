using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace OmniAvatar.Audit.Reading;

/// <summary>What a video shows, as one hash: ffmpeg's framemd5 of every frame with its time.</summary>
internal static class VideoFrames
{
    // The cache is by content: the same bytes show the same frames, and every audit of a run reads all videos again.
    private static readonly ConcurrentDictionary<string, string> Known = new();

    /// <exception cref="InvalidDataException">It cannot be decoded.</exception>
    public static async Task<string> HashAsync(byte[] video)
    {
        var content = Convert.ToHexStringLower(SHA256.HashData(video));
        return Known.TryGetValue(content, out var known) ? known : Known[content] = await DecodeAsync(video);
    }

    private static async Task<string> DecodeAsync(byte[] video)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, video);
            var start = new ProcessStartInfo(
                "ffmpeg",
                ["-v", "error", "-xerror", "-threads", "1", "-i", file, "-map", "0:v", "-f", "framemd5", "-"]
            )
            {
                RedirectStandardOutput = true,
            };
            using var ffmpeg = Process.Start(start)!;
            var listing = await ffmpeg.StandardOutput.ReadToEndAsync();
            await ffmpeg.WaitForExitAsync();
            if (ffmpeg.ExitCode != 0)
                throw new InvalidDataException("A finished video cannot be decoded.");
            return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(listing)));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
