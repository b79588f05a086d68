using Spectre.Console;

namespace OmniAvatar.Cli.Progress;

/// <summary>Two live bars, the segment at work and the whole video, with the time left.</summary>
internal sealed class TerminalProgressView : IProgressView
{
    public async Task RunAsync(Func<Action<RenderEvent>, Task> work)
    {
        Done? done = null;
        await AnsiConsole
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn()
            )
            .StartAsync(async context =>
            {
                var segment = context.AddTask("starting", maxValue: 1);
                var whole = context.AddTask("the video", maxValue: 1);
                await work(happened =>
                {
                    done ??= happened as Done;
                    Show(happened, segment, whole);
                });
            });

        // Said after the bars are gone, so that it stays as the last thing on the screen.
        if (done is not null)
            AnsiConsole.WriteLine(EventText.Of(done));
    }

    private static void Show(RenderEvent happened, ProgressTask segment, ProgressTask whole)
    {
        switch (happened)
        {
            case Planned planned:
                AnsiConsole.WriteLine(EventText.Of(planned));
                break;
            case Warned warned:
                AnsiConsole.MarkupLineInterpolated($"[yellow]{EventText.Of(warned)}[/]");
                break;
            case StepProgress progress:
                segment.Description = EventText.Doing(progress);
                segment.Value = progress.SegmentFraction;
                whole.Description = $"the video{EventText.Left(progress.SecondsLeft)}";
                whole.Value = progress.OverallFraction;
                break;
            case Joining joining:
                segment.Description = EventText.Of(joining);
                break;
        }
    }
}
