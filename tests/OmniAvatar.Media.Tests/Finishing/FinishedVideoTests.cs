using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using OmniAvatar.Finishing;
using OmniAvatar.Media.Ffmpeg;
using OmniAvatar.Media.Finishing;
using OmniAvatar.Media.Processes;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Tests.Videos;
using OmniAvatar.Media.Videos;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Tests.Finishing;

public sealed class FinishedVideoTests : IDisposable
{
    private const int FramesPerSecond = 25;
    private const double Frame = 1.0 / FramesPerSecond;

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task AssembleAsync_CaptionsAndChaptersOfAnHour_AreWithinAFrameOfTheSoundTheyStandFor()
    {
        // A beep of a tenth of a second after 1 s, and again 30 and 60 minutes later.
        double[] times = [1, 1801, 3601];
        var sound = _scratch.Ffmpeg(
            "-f lavfi -i aevalsrc='if(between(mod(t,1800),1,1.1),sin(440*2*PI*t)/2,0)':s=8000:d=3610",
            "beeps.wav"
        );
        var finish = new VideoFinish
        {
            Captions =
            [
                .. times.Select(time => new Caption((long)(time * 1000), (long)(time * 1000) + 500, $"at {time}")),
            ],
            Chapters = [.. times.Select(time => new Chapter((long)(time * 1000), $"chapter {time}"))],
        };

        await AssembleAsync(sound, finish, minutes: 61);

        var beeps = Beeps();
        beeps.Length.ShouldBe(times.Length);
        var shown = await AskAsync("-select_streams s -show_entries packet=pts_time,size");
        var captions = shown
            .GetProperty("packets")
            .EnumerateArray()
            .Where(packet => int.Parse(packet.Text("size")!, CultureInfo.InvariantCulture) > 2)
            .Select(packet => packet.Real("pts_time")!.Value)
            .ToArray();
        captions.Zip(beeps).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < Frame);
        captions.Zip(times).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second - 0.34) < 0.001);
        var beside = await File.ReadAllTextAsync(Subtitles);
        beside.ShouldContain("00:30:01.340 --> 00:30:01.840\nat 1801\n");
        var chapters = (await AskAsync("-show_chapters")).GetProperty("chapters").EnumerateArray().ToArray();
        // In mp4 the first chapter always begins with the video.
        var starts = chapters.Select(chapter => chapter.Real("start_time")!.Value).ToArray();
        starts.ShouldBe([0, .. captions.Skip(1)], tolerance: 0.001);
        chapters
            .Select(chapter => chapter.GetProperty("tags").Text("title"))
            .ShouldBe(times.Select(time => $"chapter {time}"));
    }

    [Fact]
    public async Task AssembleAsync_TagsAndCover_AreInTheFileAsTheyWereGiven()
    {
        const string Title = "A \"title\" = b; #c \\d\\ é 中";
        var cover = _scratch.Ffmpeg("-f lavfi -i testsrc2=s=80x64 -frames:v 1", "cover's.png");
        var finish = new VideoFinish
        {
            Title = Title,
            Artist = "[CHAPTER]\nx",
            CoverSha256 = "any",
            Captions = [new Caption(0, 400, "a <i>tag</i>, {\\b1}an override and C:\\new") { Speaker = "Anna" }],
        };

        await AssembleAsync(_scratch.Tone("tone.wav"), finish, cover: cover);

        var found = await AskAsync("-show_format -show_streams -show_chapters");
        var tags = found.GetProperty("format").GetProperty("tags");
        tags.Text("title").ShouldBe(Title);
        tags.Text("artist").ShouldBe("[CHAPTER]\nx");
        found.GetProperty("chapters").GetArrayLength().ShouldBe(0);
        var streams = found.GetProperty("streams").EnumerateArray().ToArray();
        streams.Select(stream => stream.Text("codec_name")).ShouldBe(["h264", "aac", "mov_text", "png"]);
        streams[3].GetProperty("disposition").Number("attached_pic").ShouldBe(1);
        _scratch.Ffmpeg("-i file:out.mp4 -map 0:v:1 -c copy -f image2 -update 1", "found.png");
        (await File.ReadAllBytesAsync(_scratch.Combine("found.png"))).ShouldBe(await File.ReadAllBytesAsync(cover));
        var text = await File.ReadAllTextAsync(_scratch.Ffmpeg("-i file:out.mp4 -map 0:s:0", "found.srt"));
        text.Replace("\u2060", "").ShouldContain("Anna: a <i>tag</i>, {\\b1}an override and C:\\new");
        (await VideoProbe.ReadAsync(Output, default)).Frames.ShouldBe(FramesPerSecond);
    }

    [Fact]
    public async Task AssembleAsync_CaptionsAtOneTime_StandBelowEachOther()
    {
        var finish = new VideoFinish
        {
            Captions =
            [
                new Caption(0, 300, "first") { Speaker = "Anna" },
                new Caption(200, 600, "second") { Speaker = "Ben" },
            ],
        };

        await AssembleAsync(_scratch.Tone("tone.wav"), finish);

        var lines = await File.ReadAllLinesAsync(_scratch.Ffmpeg("-i file:out.mp4 -map 0:s:0", "found.srt"));
        lines
            .Where(line => line.Length > 0)
            .ShouldBe([
                "1",
                "00:00:00,340 --> 00:00:00,540",
                "Anna: first",
                "2",
                "00:00:00,540 --> 00:00:00,640",
                "Anna: first",
                "Ben: second",
                "3",
                "00:00:00,640 --> 00:00:00,940",
                "Ben: second",
            ]);
    }

    [Theory]
    [InlineData(-16, "0.02*(2*random(0)-1)*(1.2+sin(t))")] // room for one factor
    [InlineData(-16, "if(lt(mod(t,0.5),0.02),0.9,0.05)*(2*random(0)-1)")] // peaks in the way
    [InlineData(-23, "0.9*(2*random(0)-1)")]
    public async Task AssembleAsync_Loudness_IsWithinHalfAUnitAndBelowTheTruePeak(double lufs, string formula)
    {
        var sound = _scratch.Ffmpeg($"-f lavfi -i aevalsrc='{formula}':s=44100:d=12,lowpass=f=3000", "noise.wav");

        await AssembleAsync(sound, new VideoFinish { Loudness = lufs });

        var (loudness, peak) = await EbuR128Async();
        loudness.ShouldBe(lufs, 0.5);
        peak.ShouldBeLessThan(LoudnessNormalizer.TruePeak + 0.5); // what AAC adds
    }

    [Fact]
    public async Task AssembleAsync_LoudnessOfSilence_StaysSilent()
    {
        var sound = _scratch.Ffmpeg("-f lavfi -i anullsrc=r=16000:cl=mono -t 2", "silence.wav");

        await AssembleAsync(sound, new VideoFinish { Loudness = -16 });

        (await VideoProbe.ReadAsync(Output, default)).SoundSeconds.ShouldBe(2.34, 0.1);
    }

    [Fact]
    public async Task AssembleAsync_WithoutLoudness_LeavesTheSoundAsItIs()
    {
        await AssembleAsync(_scratch.Tone("tone.wav"), finish: null);
        var plain = SoundMd5();
        await AssembleAsync(_scratch.Tone("tone.wav"), new VideoFinish { Title = "with a title" });

        SoundMd5().ShouldBe(plain);
    }

    private string Subtitles => _scratch.Combine("subtitles.vtt");

    private string Output => _scratch.Combine("out.mp4");

    /// <summary>Joins fragments of a minute, or one of a second.</summary>
    private async Task AssembleAsync(string sound, VideoFinish? finish, int minutes = 0, string? cover = null)
    {
        var track = await SoundTrack.ExtractAsync(sound, _scratch.Combine("track"), default);
        var frames = FramesPerSecond * (minutes > 0 ? 60 : 1);
        var fragment = _scratch.Combine("fragment.mp4");
        using (var writer = new FragmentEncoder().Begin(fragment, Frames.Width, Frames.Height, FramesPerSecond))
        {
            writer.Write(Frames.Make(1, frames));
            writer.Finish();
        }
        var fragments = Enumerable.Repeat(fragment, Math.Max(1, minutes)).ToArray();
        var encoded = _scratch.Combine("sound.m4a");
        await new VideoAssembler().EncodeSoundAsync(
            new SoundEncoding(track.Path, FramesPerSecond, encoded) { Loudness = finish?.Loudness },
            default
        );
        await new VideoAssembler().AssembleAsync(
            new AssemblyTask(fragments, encoded, FramesPerSecond, frames * fragments.Length, Output)
            {
                Provenance = new VideoProvenance("a-job", "a model", "identity", "request"),
                Finish = finish,
                CoverPath = cover,
                SubtitlesPath = finish?.Captions is null ? null : Subtitles,
            },
            default
        );
    }

    private Task<JsonElement> AskAsync(string question) => AskAsync(Output, question);

    private static async Task<JsonElement> AskAsync(string path, string question)
    {
        using var answer = await Ffprobe.AskAsync(
            "video",
            path,
            $"{question} {LocalFiles.OurVideos.Text}",
            said => said,
            default
        );
        return answer.RootElement.Clone();
    }

    /// <summary>When each beep begins in the video, in seconds.</summary>
    private double[] Beeps()
    {
        const int Rate = 8000;
        var heard = MemoryMarshal.Cast<byte, float>(
            File.ReadAllBytes(_scratch.Ffmpeg($"-i file:out.mp4 -map 0:a -ar {Rate} -f f32le", "heard.f32"))
        );
        var (beeps, last) = (new List<double>(), double.NegativeInfinity);
        for (var i = 0; i < heard.Length; i++)
        {
            if (MathF.Abs(heard[i]) < 0.1f)
                continue;
            var time = (double)i / Rate;
            if (time - last > 1)
                beeps.Add(time);
            last = time;
        }
        return [.. beeps];
    }

    private string SoundMd5() => File.ReadAllText(_scratch.Ffmpeg("-i file:out.mp4 -map 0:a -f md5", "sound.md5"));

    private async Task<(double Loudness, double Peak)> EbuR128Async()
    {
        using var ffmpeg = FfmpegProcess.Measure(
            $"-i \"{Argument.LocalFile(Output)}\" -map 0:a -af ebur128=peak=true -f null -"
        );
        var said = (await ffmpeg.WaitAsync(default)).Errors;
        return (Figure("I:"), Figure("Peak:"));

        double Figure(string name) =>
            double.Parse(
                said[(said.LastIndexOf(name, StringComparison.Ordinal) + name.Length)..]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0],
                CultureInfo.InvariantCulture
            );
    }
}
