using System.CommandLine;

namespace OmniAvatar.Cli.Training;

/// <summary>The commands of the training side.</summary>
internal static class TrainingCommands
{
    public static IEnumerable<Command> Create() =>
    [
        TrainCommand.Create(),
        CurateCommand.Create(),
        new Command("dataset", "Make samples for training.") { ExtractCommand.Create() },
        EvaluateCommand.Create(),
    ];
}
