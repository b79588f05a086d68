using System.Buffers.Binary;
using System.Text;
using OmniAvatar.Tests.Media;

namespace OmniAvatar.Datasets.Tests.Curation;

/// <summary>One video in containers that treat its time in their own ways.</summary>
internal static class OddContainers
{
    /// <summary>What each does with the streams of a plain mp4, as options of ffmpeg.</summary>
    private static readonly Dictionary<string, string> Options = new()
    {
        ["plain.mp4"] = "-c copy",
        ["one-key-frame.flv"] = "-c:a copy -c:v libx264 -preset ultrafast -g 1000 -bf 2",
        ["late.mkv"] = "-c copy -output_ts_offset 3.3",
        ["recorded.webm"] = "-c:v libvpx -deadline realtime -cpu-used 16 -b:v 500k -c:a libopus -live 1",
        ["edited.mp4"] = "-c copy -output_ts_offset 0.7",
        ["early.mkv"] = "-c copy -output_ts_offset -0.5 -avoid_negative_ts disabled",
    };

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => Options.Keys.Append("cover.mp4").Append("two-sounds.mkv");

    /// <summary>
    /// Makes six seconds of black, white and loud from 1 to 1.2 and from 4 to 4.2 s, with a key frame every two
    /// seconds.
    /// </summary>
    public static void Make(ScratchFolder folder, string name)
    {
        var plain = folder.Combine("source", "plain.mp4");
        if (!File.Exists(plain))
            folder.Ffmpeg(
                Path.Combine("source", "plain.mp4"),
                "-f",
                "lavfi",
                "-i",
                "color=black:s=96x80:r=25:d=6,drawbox=color=white:t=fill:enable='between(t,0.99,1.19)+between(t,3.99,4.19)'",
                "-f",
                "lavfi",
                "-i",
                "aevalsrc='if(between(t,1,1.2)+between(t,4,4.2),0.8*sin(2000*t),0)':s=48000:d=6",
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-bf",
                "2",
                "-g",
                "50",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac"
            );
        switch (name)
        {
            case "cover.mp4":
                folder.Ffmpeg(
                    Path.Combine("source", "cover.jpg"),
                    "-f",
                    "lavfi",
                    "-i",
                    "color=red:s=64x64:d=1",
                    "-frames:v",
                    "1"
                );
                folder.Ffmpeg(
                    name,
                    "-i",
                    plain,
                    "-i",
                    folder.Combine("source", "cover.jpg"),
                    "-map",
                    "0",
                    "-map",
                    "1",
                    "-c",
                    "copy",
                    "-disposition:v:1",
                    "attached_pic"
                );
                PutCoverFirst(folder.Combine(name));
                break;
            case "two-sounds.mkv":
                folder.Ffmpeg(
                    name,
                    "-f",
                    "lavfi",
                    "-i",
                    "sine=300:d=6",
                    "-i",
                    plain,
                    "-map",
                    "0:a",
                    "-map",
                    "1:v",
                    "-map",
                    "1:a",
                    "-c:v",
                    "copy",
                    "-c:a",
                    "flac",
                    "-disposition:a:0",
                    "0",
                    "-disposition:a:1",
                    "default"
                );
                break;
            default:
                folder.Ffmpeg(name, ["-i", plain, .. Options[name].Split(' ')]);
                break;
        }
    }

    /// <summary>Moves the box with the cover before the tracks, where some writers have it: ffmpeg then counts it as
    /// the first video.</summary>
    private static void PutCoverFirst(string path)
    {
        var file = File.ReadAllBytes(path);
        var movie = Boxes(file, 0).First(box => box.Type == "moov");
        var inside = Boxes(file.AsSpan(0, movie.End).ToArray(), movie.Start + 8)
            .OrderBy(box =>
                box.Type switch
                {
                    "mvhd" => 0,
                    "udta" => 1,
                    _ => 2,
                }
            );
        byte[] reordered = [.. inside.SelectMany(box => file[box.Start..box.End])];
        reordered.CopyTo(file, movie.Start + 8);
        File.WriteAllBytes(path, file);
    }

    private static List<(string Type, int Start, int End)> Boxes(byte[] file, int at)
    {
        var boxes = new List<(string, int, int)>();
        for (; at + 8 <= file.Length; at = boxes[^1].Item3)
            boxes.Add(
                (
                    Encoding.Latin1.GetString(file, at + 4, 4),
                    at,
                    at + BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at))
                )
            );
        return boxes;
    }
}
