using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Tests.Progress;

public sealed class ProgressViewTests
{
    private static readonly StepProgress Step = new(0, RenderPhase.Denoise, 3, 8, 0.3, 0.1, 75);

    [Fact]
    public void PlainView_ProgressInQuickSuccession_WritesOneLineEveryFewSeconds()
    {
        var time = new FakeTimeProvider();
        var output = new StringWriter();
        var view = new PlainProgressView(output, TextWriter.Null, time);

        for (var i = 0; i < 100; i++)
        {
            view.Show(Step);
            time.Advance(TimeSpan.FromSeconds(0.1));
        }

        output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        output.ToString().ShouldContain("segment 1: step 3 of 8, 1 min 15 s left");
    }

    [Fact]
    public void PlainView_Warning_GoesToStandardError()
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        new PlainProgressView(output, error, TimeProvider.System).Show(new Warned("The sound is silent."));

        output.ToString().ShouldBeEmpty();
        error.ToString().ShouldBe("Warning: The sound is silent.\n");
    }

    [Fact]
    public void JsonView_EveryEvent_IsOneNamedObjectPerLine()
    {
        var output = new StringWriter();
        var view = new JsonProgressView(output);
        RenderEvent[] events =
        [
            new Planned("job", 1, 9, 0, 8, 159, 25, 64, 96),
            Step,
            new SegmentDone(1, 9),
            new Warned("w"),
            new Done("o.mp4", 159, 6.36, 64, 96, RandomWeights: true, AlreadyThere: false),
            new Failed("No.", 1),
        ];

        foreach (var happened in events)
            view.Show(happened);

        var names = output
            .ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
        names.ShouldBe(["planned", "progress", "segment", "warning", "done", "error"]);
    }

    [Fact]
    public void Done_RandomWeights_SaysThatThePictureIsNoise() =>
        EventText
            .Of(new Done("o.mp4", 159, 6.36, 64, 96, RandomWeights: true, AlreadyThere: false))
            .ShouldContain("the video is noise");
}
