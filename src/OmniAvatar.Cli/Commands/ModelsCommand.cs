using System.CommandLine;
using System.Globalization;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Files;
using OmniAvatar.Requests;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Commands;

/// <summary><c>models create</c> and <c>models inspect</c>.</summary>
internal static class ModelsCommand
{
    private const double Megabyte = 1e6;

    public static Command Create() =>
        new("models", "Create model folders with random weights, and inspect model folders.")
        {
            CreateCreate(),
            CreateInspect(),
        };

    private static Command CreateCreate()
    {
        var folder = new Argument<string>("DIR") { Description = "A new folder." };
        var preset = CheckedOption.OneOf(
            "--preset",
            "Size of the model; tiny renders in seconds on any machine (default: tiny).",
            [.. ModelPreset.All.Select(p => p.Name)]
        );
        var seed = CheckedOption.Whole(
            "--seed",
            $"Seed of the random weights (default: {ReleasedDefaults.Seed}).",
            0,
            long.MaxValue
        );
        var command = new Command(
            "create",
            "Write a model folder with random weights, in the authors' files and layout."
        )
        {
            folder,
            preset,
            seed,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                var path = OutputPath.OfFolder("DIR", parsed.GetRequiredValue(folder));
                var chosen = ModelPreset.Named(parsed.GetValue(preset) ?? ModelPreset.Tiny.Name);
                ModelCreator.Create(
                    path,
                    chosen,
                    parsed.GetValue(seed) ?? ReleasedDefaults.Seed,
                    new CreationLines(),
                    cancellation
                );
                Console.WriteLine(
                    $"{path} holds a model of the size {chosen.Name}. Its weights are random, so it renders noise."
                );
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static Command CreateInspect()
    {
        var folder = new Argument<string>("DIR") { Description = "A model folder." };
        var command = new Command(
            "inspect",
            "Show which file of a model folder is used for which part. The exit status is 3 if a part is missing, "
                + "damaged or of another model."
        )
        {
            folder,
        };
        command.SetAction((parsed, _) => Task.FromResult(Inspect(parsed.GetRequiredValue(folder))));
        return command;
    }

    private static int Inspect(string folder)
    {
        var inspection = ModelInspection.Of(folder);
        foreach (var part in inspection.Parts)
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{part.Part, -13} {(part.Problem is null ? "good" : "BAD")}  {Contents(part)}"
                )
            );
            foreach (var file in part.Files)
                Console.WriteLine($"{"", 19}{file}");
        }

        if (inspection.Settings.HasRandomWeights)
            Console.WriteLine("The weights are random: nothing was trained.");
        if (inspection.Parts.FirstOrDefault(p => p.Problem is not null) is { } bad)
            throw new BadInputException($"The model in {folder} is not complete: {bad.Part}: {bad.Problem}");
        if (inspection.Misfit is { } misfit)
            throw new BadInputException(misfit);
        return 0;
    }

    private static string Contents(PartReport part)
    {
        if (part.Problem is { } problem)
            return problem;
        var tensors =
            part.TensorCount == 0
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $", {part.TensorCount} tensors, {part.ParameterCount / Megabyte:0.0} million values of "
                        + $"{string.Join(", ", part.DataTypes)}"
                );
        return string.Create(CultureInfo.InvariantCulture, $"{part.Bytes / Megabyte:0.0} MB{tensors}");
    }

    /// <summary>One line as each file begins; large presets take minutes.</summary>
    private sealed class CreationLines : IProgress<CreationProgress>
    {
        private string _file = "";

        public void Report(CreationProgress value)
        {
            if (value.File == _file)
                return;
            _file = value.File;
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{value.File} ({value.TotalBytes / Megabyte:0} MB in all)")
            );
        }
    }
}
