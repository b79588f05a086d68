using System.CommandLine;

namespace OmniAvatar.Cli.Training;

/// <summary>The commands of the training side.</summary>
internal static class TrainingCommands
{
    public static IEnumerable<Command> Create() =>
        [TrainCommand.Create(), CurateCommand.Create(), DatasetCommand.Create(), EvaluateCommand.Create()];
}
