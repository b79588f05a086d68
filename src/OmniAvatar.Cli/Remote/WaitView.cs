using System.Globalization;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote;

/// <summary>Shows how a video gets on: one line that changes on a terminal, a line a change elsewhere.</summary>
internal sealed class WaitView(TextWriter output, bool json, bool isTerminal, TimeProvider time)
{
    private (long Time, int Progress)? _begin;
    private string _last = "";

    public void Show(Video video)
    {
        if (json)
        {
            Write(VideoText.Line(video, json: true));
            return;
        }

        if (video.Status == VideoStatus.InProgress)
            _begin ??= (time.GetTimestamp(), video.Progress);
        var line = $"{Words(video)}{TimeLeft(video)}";
        if (isTerminal)
            output.Write($"\r{line, -78}");
        else
            Write(line);
        output.Flush();
    }

    /// <summary>Leaves the changing line.</summary>
    public void End()
    {
        if (isTerminal && !json)
            output.WriteLine();
    }

    private void Write(string line)
    {
        if (line == _last)
            return;
        output.WriteLine(_last = line);
        output.Flush();
    }

    private static string Words(Video video) =>
        video switch
        {
            { Status: VideoStatus.Queued, Details.Waiting: { } waiting } => $"waiting: {waiting}",
            { Status: VideoStatus.InProgress, Details: { } details } => string.Create(
                CultureInfo.InvariantCulture,
                $"{video.Progress, 3} %, {details.SegmentsDone} of {details.SegmentsTotal} segments"
            ),
            _ => video.Status,
        };

    /// <summary>From the pace since rendering was first seen.</summary>
    private string TimeLeft(Video video)
    {
        if (video.Status != VideoStatus.InProgress || _begin is not { } begin || video.Progress <= begin.Progress)
            return "";
        var left = time.GetElapsedTime(begin.Time) * ((100.0 - video.Progress) / (video.Progress - begin.Progress));
        return string.Create(CultureInfo.InvariantCulture, $", {(int)left.TotalHours}:{left:mm\\:ss} left");
    }
}
