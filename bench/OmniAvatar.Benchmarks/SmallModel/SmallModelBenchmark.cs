using System.CommandLine;
using OmniAvatar.Cli.Errors;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>All figures of the small model that ships: what it renders against what its clips' drawing knows.</summary>
public static class SmallModelBenchmark
{
    /// <summary><c>small-model</c> on the command line.</summary>
    public static Command Command()
    {
        var models = new Option<string[]>("--model")
        {
            Description =
                "The model folder; may be repeated for compare (default: measure the drawn clips themselves, which "
                + "shows the best possible values).",
        };
        var autoencoder = new Option<string?>("--autoencoder")
        {
            Description =
                "Instead of --model: measure the drawn clips after this file's autoencoder, which shows the best "
                + "that a transformer can reach with it.",
        };
        var figure = new Option<string>("--figure")
        {
            Description =
                "sync, guidance, overlap, long, identity, prompt, all, or compare with one line for each --model.",
            DefaultValueFactory = _ => SmallModelRun.All,
        };
        figure.AcceptOnlyFromAmong([.. SmallModelRun.Names, SmallModelRun.All, SmallModelRun.Compare]);
        var clips = Whole(
            "--clips",
            "Videos of each setting (default: 8; 10 for prompt, 50 for identity, 1 for long).",
            1,
            900
        );
        var steps = Whole("--steps", "Denoising steps (default: the model's).", 1, 1000);
        var seconds = Whole("--seconds", "Seconds of the long figure's speech (default: 180).", 2, 3600);
        var output = new Option<string>("--output")
        {
            Description = "Folder for pictures, sounds and videos; an existing video is not rendered again.",
            DefaultValueFactory = _ => "small-model-figures",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print JSON instead of tables, with the values of each video.",
        };
        var details = new Option<bool>("--details") { Description = "Also print the values of each video." };
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only print how many videos and windows each figure needs.",
        };
        var command = new Command(
            "small-model",
            "Lip sync, seams, drift, identity and prompt control of the small model, each beside its aim."
        )
        {
            models,
            autoencoder,
            figure,
            clips,
            steps,
            seconds,
            output,
            json,
            details,
            dryRun,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var run = new SmallModelRun
                {
                    Models = parsed.GetValue(models) ?? [],
                    Autoencoder = parsed.GetValue(autoencoder),
                    Figure = parsed.GetValue(figure)!,
                    Clips = parsed.GetValue(clips),
                    Steps = parsed.GetValue(steps),
                    LongSeconds = parsed.GetValue(seconds),
                    Output = parsed.GetValue(output)!,
                    Json = parsed.GetValue(json),
                    Details = parsed.GetValue(details),
                    Log = Console.Error,
                };
                try
                {
                    Console.WriteLine(parsed.GetValue(dryRun) ? run.Costs() : await run.MeasureAsync(cancellation));
                    return 0;
                }
                catch (Exception failure) when (failure is OmniAvatarException or OperationCanceledException)
                {
                    return new FailureReporter(Console.Error, verbose: false).Report(failure);
                }
            }
        );
        return command;
    }

    private static Option<int?> Whole(string name, string description, int least, int most)
    {
        var option = new Option<int?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } value && (value < least || value > most))
                result.AddError($"{name} takes a number from {least} to {most}.");
        });
        return option;
    }
}
