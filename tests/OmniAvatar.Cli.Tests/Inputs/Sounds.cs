using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace OmniAvatar.Cli.Tests.Inputs;

/// <summary>Writes small wav files.</summary>
internal static class Sounds
{
    private const int SampleRate = 16_000;

    /// <summary>A voice-like hum that comes and goes.</summary>
    public static void WriteHum(string path, double seconds) =>
        Write(
            path,
            seconds,
            i =>
            {
                var t = (double)i / SampleRate;
                return (short)(9000 * Math.Sin(2 * Math.PI * 140 * t) * Math.Abs(Math.Sin(2 * Math.PI * 1.7 * t)));
            }
        );

    /// <summary>The hum between two times, and silence around it.</summary>
    public static void WriteTalk(string path, double seconds, double from, double to) =>
        Write(
            path,
            seconds,
            i =>
            {
                var t = (double)i / SampleRate;
                return t < from || t >= to
                    ? (short)0
                    : (short)(
                        9000 * Math.Sin(2 * Math.PI * 140 * t) * (0.4 + 0.6 * Math.Abs(Math.Sin(2 * Math.PI * 1.7 * t)))
                    );
            }
        );

    public static void WriteSilence(string path, double seconds) => Write(path, seconds, _ => 0);

    /// <summary>A video file with a picture that nobody needs and this sound.</summary>
    public static void WriteVideo(string path, string sound)
    {
        string[] arguments =
        [
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=64x64",
            "-i",
            sound,
            "-c:v",
            "mjpeg",
            "-c:a",
            "pcm_s16le",
            "-shortest",
            path,
        ];
        using var ffmpeg = Process.Start("ffmpeg", arguments);
        ffmpeg.WaitForExit();
        ffmpeg.ExitCode.ShouldBe(0);
    }

    private static void Write(string path, double seconds, Func<int, short> sample)
    {
        var samples = (int)(seconds * SampleRate);
        var bytes = new byte[44 + 2 * samples];
        var header = bytes.AsSpan(0, 44);
        Encoding.ASCII.GetBytes("RIFF").CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], bytes.Length - 8);
        Encoding.ASCII.GetBytes("WAVEfmt ").CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1); // channels
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], 2 * SampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        Encoding.ASCII.GetBytes("data").CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], 2 * samples);
        for (var i = 0; i < samples; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + 2 * i), sample(i));
        File.WriteAllBytes(path, bytes);
    }
}
