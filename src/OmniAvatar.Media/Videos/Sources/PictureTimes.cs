using System.Globalization;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;

namespace OmniAvatar.Media.Videos.Sources;

/// <summary>
/// When the pictures of a video are shown, by the time stamps of all its packets. Headers are not believed: recordings
/// of browsers and streams say no length, the length of a Matroska file includes what comes before its first picture,
/// and few files begin at zero.
/// </summary>
/// <param name="Start">The time stamp of the first picture in seconds, which may be negative.</param>
/// <param name="Seconds">From there until the last picture is no longer shown.</param>
/// <param name="Untimed">Pictures before it without a time stamp.</param>
/// <param name="BeginsMidway">Whether the file begins with pictures that need one before them, as what is cut out of a
/// broadcast does.</param>
/// <param name="KeyFrames">Time stamps of the pictures that decode on their own, in order.</param>
internal sealed record PictureTimes(
    double Start,
    double Seconds,
    int Untimed,
    bool BeginsMidway,
    IReadOnlyList<double> KeyFrames
)
{
    /// <summary>Reads all packets of a stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">The stream's number.</param>
    /// <param name="cancellation">Kills the probe.</param>
    /// <exception cref="BadInputException">The video has no pictures, or their time stamps are not valid.</exception>
    public static async Task<PictureTimes> ReadAsync(string path, int stream, CancellationToken cancellation)
    {
        var question = Ffprobe.Entries(
            "packet=pts_time,dts_time,duration_time,flags",
            stream.ToString(CultureInfo.InvariantCulture)
        );
        using var probe = Ffprobe.Start(path, $"{SoundSource.Files.Text} {question}", "csv=p=0");
        using var answer = new StreamReader(probe.Output);
        var packets = new PacketScan(path);
        while (await answer.ReadLineAsync(cancellation) is { } line)
            packets.Add(line);
        var exit = await probe.WaitAsync(cancellation);
        if (!exit.Succeeded)
            throw new BadInputException($"The video {path} cannot be read: {exit.LastLine}.");
        return packets.Finish() ?? throw new BadInputException($"The video {path} has no pictures.");
    }
}
