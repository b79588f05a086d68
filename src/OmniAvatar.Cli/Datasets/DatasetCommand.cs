using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OmniAvatar.Datasets.Synthetic;
using OmniAvatar.Datasets.Synthetic.Clips;
using OmniAvatar.Files;
using OmniAvatar.Planning;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Datasets;

/// <summary><c>dataset synthetic</c>: writes clips of drawn talking heads.</summary>
internal static class DatasetCommand
{
    private const int DefaultSide = 96;
    private const int MostClips = 999_999;

    public static Command Create() =>
        new("dataset", "Prepare clips and samples for training.") { CreateSynthetic(), ExtractCommand.Create() };

    private static Command CreateSynthetic()
    {
        var output = CheckedOption.Path(
            "--output",
            "DIR",
            "The folder of the clips; finished clips in it are kept.",
            required: true
        );
        var count = CheckedOption.Whole("--count", "How many clips (default: 100).", 1, MostClips);
        var seed = CheckedOption.Whole("--seed", "Seed of every face, voice and word (default: 0).", 0, long.MaxValue);
        var size = CheckedOption.Size(
            "--size",
            $"Size in pixels, multiples of 16 (default: {DefaultSide}x{DefaultSide})."
        );
        var split = CheckedOption.OneOf(
            "--split",
            "Which of two sets to draw; they share no face and no voice (default: train).",
            "train",
            "held-out"
        );
        var json = CheckedOption.Switch(
            "--json",
            "One JSON object per line on standard output: each clip as it is done."
        );
        var command = new Command(
            "synthetic",
            "Draw talking heads that espeak-ng speaks for: mp4 clips, captions.jsonl, and truth.jsonl with "
                + "the mouth of each frame."
        )
        {
            output,
            count,
            seed,
            size,
            split,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var (height, width) = parsed.GetValue(size) ?? new VideoSize(DefaultSide, DefaultSide);
                var options = new SyntheticClipOptions
                {
                    Count = (int)(parsed.GetValue(count) ?? 100),
                    Seed = parsed.GetValue(seed) ?? 0,
                    Width = width,
                    Height = height,
                    Split = parsed.GetValue(split) == "held-out" ? DatasetSplit.HeldOut : DatasetSplit.Train,
                };
                var folder = OutputPath.OfFolder("--output", parsed.GetRequiredValue(output));
                IProgress<DatasetProgress> view = parsed.GetValue(json) ? new JsonLines() : new ProgressLine();
                await SyntheticDataset.WriteAsync(folder, options, view, TimeProvider.System, cancellation);
                if (!parsed.GetValue(json))
                    Console.WriteLine($"{folder} holds {options.Count} clips with captions.jsonl and truth.jsonl.");
                return 0;
            }
        );
        return command;
    }

    private sealed class JsonLines : IProgress<DatasetProgress>
    {
        public void Report(DatasetProgress value) =>
            Console.WriteLine(JsonSerializer.Serialize(value, JsonSerializerOptions.Web));
    }

    /// <summary>One line that is overwritten, or occasional lines if standard error is not a terminal.</summary>
    private sealed class ProgressLine : IProgress<DatasetProgress>
    {
        private const int LinesInAll = 20;

        public void Report(DatasetProgress value)
        {
            var last = value.Clip == value.Count;
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"clip {value.Clip} of {value.Count}, {TimeSpan.FromSeconds(value.SecondsLeft):h\\:mm\\:ss} left"
            );
            if (!Console.IsErrorRedirected)
                Console.Error.Write($"\r{line}{(last ? Environment.NewLine : "  ")}");
            else if (last || value.Clip % Math.Max(1, value.Count / LinesInAll) == 0)
                Console.Error.WriteLine(line);
        }
    }
}
