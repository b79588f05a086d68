using System.Globalization;
using System.Text.Json;
using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

/// <summary>Windows of the tiny model: 20 frames of speech in a shot's first segment, 8 in each later one.</summary>
public sealed class ShotTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private const int HumFrames = 57;
    private const int SentenceFrames = 39;

    private readonly RenderFolder _folder = new(tiny);
    private readonly RenderFolder _other = new(tiny);

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Render_AutoShots_ShowTheSameFirstShotAsOneChainAndEveryFrameAtItsTime()
    {
        var hum = Hum();
        var single = await _other.RenderAsync("--audio", hum, "--keep", "--shots", "single");
        var auto = await _folder.RenderAsync("--audio", hum, "--keep", "--shots", "auto", "--shot-segments", "3");

        single.ExitCode.ShouldBe(0, single.Error);
        auto.ExitCode.ShouldBe(0, auto.Error);
        auto.Output.ShouldContain("2 shots with 4 segments");
        var (chain, shots) = (
            RenderResult.ShotHashes(_other.Data).ShouldHaveSingleItem(),
            RenderResult.ShotHashes(_folder.Data)
        );
        chain.Length.ShouldBe(6);
        shots.Select(shot => shot.Length).ShouldBe([3, 1]);
        shots[0].ShouldBe(chain[..3]);
        shots[1][0].ShouldNotBe(chain[3]);
        RenderResult
            .FrameTimes(_folder.Output)
            .ShouldBe(
                Enumerable
                    .Range(0, HumFrames)
                    .Select(i => (i / 25.0).ToString("0.000000", CultureInfo.InvariantCulture))
            );
        RenderResult.SoundMd5(_folder.Output).ShouldBe(RenderResult.SoundMd5(_other.Output));
    }

    [Fact]
    public async Task Render_Crossfade_ChangesOnlyTheFadedFragment()
    {
        var result = await _folder.RenderAsync(
            "--audio",
            tiny.Sentence,
            "--keep",
            "--shots",
            "auto",
            "--shot-segments",
            "2",
            "--crossfade",
            "0.12"
        );

        result.ExitCode.ShouldBe(0, result.Error);
        // Three frames of the first shot's last window are kept for the fade, so it ends as many earlier.
        var fragments = Directory
            .GetFiles(_folder.Data, "fragment.mp4", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToArray();
        var tail = Directory.GetFiles(_folder.Data, "tail.mp4", SearchOption.AllDirectories).ShouldHaveSingleItem();
        RenderResult.FrameTimes(tail).Length.ShouldBe(3);
        var cut = fragments.SelectMany(Frames).ToArray();
        var faded = Frames(_folder.Output).ToArray();
        cut.Length.ShouldBe(SentenceFrames);
        faded.Length.ShouldBe(SentenceFrames);
        faded[..26].ShouldBe(cut[..26]);
        faded[26].ShouldNotBe(cut[26]);

        static IEnumerable<string> Frames(string video) =>
            RenderResult.FrameMd5(video).Select(line => line.Split(',')[^1].Trim());
    }

    [Fact]
    public async Task Render_TwoSpeakers_ShowsEachWithTheirOwnPictureInTheirTurn()
    {
        var first = await _folder.RenderSpeakersAsync(Speakers(_folder, tiny.Picture, Picture("second.png", 90)));
        // All three are upright: the first one's shape decides the size of the video.
        var otherFirst = await _other.RenderSpeakersAsync(
            Speakers(_other, Picture("third.png", 84), Picture("second.png", 90))
        );

        first.ExitCode.ShouldBe(0, first.Error);
        otherFirst.ExitCode.ShouldBe(0, otherFirst.Error);
        // 2.6 s behind 0.3 s of silence are 72.5 frames, and the picture itself.
        RenderResult.FrameTimes(_folder.Output).Length.ShouldBe(74);
        var (shots, others) = (RenderResult.ShotHashes(_folder.Data), RenderResult.ShotHashes(_other.Data));
        shots.Select(shot => shot.Length).ShouldBe([4, 3]);
        shots[0].ShouldAllBe(hash => !others[0].Contains(hash));
        shots[1].ShouldBe(others[1]);
        var plan = JsonDocument
            .Parse(
                File.ReadAllBytes(
                    Directory.GetFiles(_folder.Data, "plan.json", SearchOption.AllDirectories).ShouldHaveSingleItem()
                )
            )
            .RootElement;
        plan.GetProperty("shots")
            .EnumerateArray()
            .Select(shot => shot.TryGetProperty("speaker", out var speaker) ? speaker.GetInt32() : 0)
            .ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Render_SpeakersThatCannotBe_AreRefusedInOneSentence()
    {
        var file = Speakers(_folder, tiny.Picture, tiny.Picture);
        (
            await CliCommand.RunAsync("render", "--speakers", file, "--image", tiny.Picture, "--output", _folder.Output)
        ).ShouldFail(2, "--image and --speakers exclude each other");
        (
            await CliCommand.RunAsync("render", "--speakers", file, "--audio", tiny.Word, "--output", _folder.Output)
        ).ShouldFail(2, "the mix of the tracks");
        (await _folder.RenderSpeakersAsync(file, "--shots", "single")).ShouldFail(
            2,
            "several speakers cannot be a single shot"
        );

        var listed = _folder.PathOf("listed.json");
        await File.WriteAllTextAsync(
            listed,
            $$"""{"rttm":"talk.rttm","speakers":[{"picture":"{{tiny.Picture}}","prompt":"p","label":"anna"}]}"""
        );
        await File.WriteAllTextAsync(_folder.PathOf("talk.rttm"), "SPEAKER talk 1 zero 1 <NA> <NA> anna <NA>\n");
        (await _folder.RenderSpeakersAsync(listed)).ShouldFail(2, "needs --audio");
        (await _folder.RenderSpeakersAsync(listed, "--audio", tiny.Word)).ShouldFail(3, "Line 1 of the RTTM file");
        await File.WriteAllTextAsync(listed, "{}");
        (await _folder.RenderSpeakersAsync(listed)).ShouldFail(3, "listed.json is not valid");
    }

    [Fact]
    public async Task DryRun_BeforeAndAfterARender_PrintsThePlanAndThenItsCost()
    {
        var before = await _folder.RenderAsync("--dry-run", "--audio", tiny.Phrase);
        before.ExitCode.ShouldBe(0, before.Error);
        before.Output.ShouldContain("29 frames of 64x96 at 25 fps, segments of 21 frames");
        before.Output.ShouldContain("There is no estimate of GPU-seconds");
        _folder.OutputFiles.ShouldBeEmpty();

        (await _folder.RenderAsync("--audio", tiny.Phrase)).ExitCode.ShouldBe(0);
        var plan = await PlanAsync("--audio", tiny.Phrase);
        plan.GetProperty("measuredSegments").GetInt32().ShouldBe(2);
        plan.GetProperty("measuredAlike").GetBoolean().ShouldBeTrue();
        var seconds = plan.GetProperty("gpuSeconds").GetDouble();
        seconds.ShouldBeGreaterThan(0);

        var longer = await PlanAsync("--audio", Hum(), "--shots", "auto", "--shot-segments", "3", "--steps", "4");
        longer.GetProperty("measuredAlike").GetBoolean().ShouldBeFalse();
        longer
            .GetProperty("shots")
            .EnumerateArray()
            .Select(shot => shot.GetProperty("steps").GetInt32())
            .ShouldBe([12, 4]);
        // Two segments of one step were measured; four of four steps are eight times the work.
        longer.GetProperty("gpuSeconds").GetDouble().ShouldBe(8 * seconds, 1e-6);
    }

    private async Task<JsonElement> PlanAsync(params string[] options)
    {
        var result = await _folder.RenderAsync([.. options, "--dry-run", "--json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    /// <summary>1.93 s without a pause: 56 frames of speech, and the picture.</summary>
    private string Hum()
    {
        Sounds.WriteHum(_folder.PathOf("hum.wav"), 1.93);
        return _folder.PathOf("hum.wav");
    }

    private string Picture(string name, int width)
    {
        Pictures.WritePng(_folder.PathOf(name), width, 120);
        return _folder.PathOf(name);
    }

    /// <summary>The first speaks from 0 to 1.15 s, the second from 1.4 to 2.6 s.</summary>
    private static string Speakers(RenderFolder folder, string firstPicture, string secondPicture)
    {
        Sounds.WriteTalk(folder.PathOf("first.wav"), 2.0, 0, 1.15);
        Sounds.WriteTalk(folder.PathOf("second.wav"), 2.6, 1.4, 2.6);
        var file = folder.PathOf("speakers.json");
        File.WriteAllText(
            file,
            $$"""
            {"speakers":[{"picture":"{{firstPicture}}","prompt":"A woman speaks","audio":"first.wav"},
                         {"picture":"{{secondPicture}}","prompt":"A man speaks","audio":"second.wav"}]}
            """
        );
        return file;
    }
}
