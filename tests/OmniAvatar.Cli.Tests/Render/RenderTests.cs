using System.Text.Json;
using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Render;

public sealed class RenderTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private const int WordFrames = 20;

    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Render_ThenAgainThenForced_WritesPlannedFramesAndKeepsOnlyTheRecord()
    {
        // As users start it; the other renders here run inside this process and must give the same.
        var first = await CliProcess.RunAsync(_folder.CommandLine());
        first.ExitCode.ShouldBe(0, first.Error);
        first.Output.ShouldContain("the video is noise");
        var frames = RenderResult.FrameMd5(_folder.Output);
        frames.Length.ShouldBe(WordFrames);
        RenderResult.Streams(_folder.Output).ShouldBe(["h264,64,96,yuv420p,25/1", "aac,0/0"]);
        RenderResult.Segments(_folder.Data).ShouldBeEmpty();

        var written = File.GetLastWriteTimeUtc(_folder.Output);
        var again = await _folder.RenderAsync();
        again.ExitCode.ShouldBe(0, again.Error);
        again.Output.ShouldContain("there already");
        File.GetLastWriteTimeUtc(_folder.Output).ShouldBe(written);

        var forced = await _folder.RenderAsync("--force");
        forced.ExitCode.ShouldBe(0, forced.Error);
        RenderResult.Begun(RenderResult.Log(_folder.Data)).ShouldBe([0, 0]);
        RenderResult.FrameMd5(_folder.Output).ShouldBe(frames);
    }

    [Fact]
    public async Task Render_FinishedVideoGone_RendersTheSameFramesAnew()
    {
        (await _folder.RenderAsync()).ExitCode.ShouldBe(0);
        var frames = RenderResult.FrameMd5(_folder.Output);
        File.Delete(_folder.Output);

        var again = await _folder.RenderAsync();

        again.ExitCode.ShouldBe(0, again.Error);
        RenderResult.FrameMd5(_folder.Output).ShouldBe(frames);
    }

    [Fact]
    public async Task Render_Json_TellsPlannedProgressSegmentsJoiningAndDone()
    {
        var result = await _folder.RenderAsync("--json", "--audio", tiny.Phrase, "--steps", "3", "--keep");

        result.ExitCode.ShouldBe(0, result.Error);
        var events = result
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        var names = events.Select(e => e.GetProperty("event").GetString()).ToList();
        names[0].ShouldBe("planned");
        events[0].GetProperty("segments").GetInt32().ShouldBe(2);
        names.ShouldContain("progress");
        names.Count(n => n == "segment").ShouldBe(2);
        names[^2].ShouldBe("joining");
        names[^1].ShouldBe("done");
        events[^1].GetProperty("frames").GetInt32().ShouldBe(29);
        RenderResult.FrameMd5(_folder.Output).Length.ShouldBe(29);
        RenderResult.Segments(_folder.Data).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Render_TwoSegments_LogsGrainAttemptAndPredecessorOfEach()
    {
        (await _folder.RenderAsync("--audio", tiny.Phrase)).ExitCode.ShouldBe(0);

        var committed = RenderResult.Log(_folder.Data).Where(line => line.Contains("Committed")).ToArray();

        committed.Length.ShouldBe(3);
        committed[0].ShouldMatch("attempt 1 by conditioning/local/[0-9a-f]+/1, continuing none");
        committed[1].ShouldMatch("segment 0 attempt 1 by segment/local/[0-9a-f]+/0/0/1, continuing none");
        committed[2]
            .ShouldMatch(
                "segment 1 attempt 1 by segment/local/[0-9a-f]+/0/1/1, continuing "
                    + "local/[0-9a-f]+/shots/0000/0000/result.json"
            );
    }

    [Fact]
    public async Task Render_SilenceAndALongPrompt_WarnsAndFinishes()
    {
        var silence = _folder.PathOf("silence.wav");
        Sounds.WriteSilence(silence, 0.3);

        var result = await _folder.RenderAsync(
            "--audio",
            silence,
            "--prompt",
            string.Concat(Enumerable.Repeat("word ", 20_000))
        );

        result.ExitCode.ShouldBe(0, result.Error);
        result.ErrorLines.Length.ShouldBe(2);
        result.ErrorLines[0].ShouldStartWith("Warning: The sound is silent");
        result.ErrorLines[1].ShouldStartWith("Warning: The prompt is longer than the 128 tokens");
        File.Exists(_folder.Output).ShouldBeTrue();
    }
}
