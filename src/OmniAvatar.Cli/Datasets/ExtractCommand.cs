using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Security.Cryptography;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Files;
using OmniAvatar.Planning;
using OmniAvatar.Silos.Hosting.CommandLine;
using static TorchSharp.torch;

namespace OmniAvatar.Cli.Datasets;

/// <summary><c>dataset extract</c>: a folder of clips goes through a model's frozen networks once.</summary>
internal static class ExtractCommand
{
    public static Command Create()
    {
        var model = CheckedOption.Path("--model", "DIR", "The model folder.", required: true);
        var clips = CheckedOption.Path(
            "--clips",
            "DIR",
            "A folder of clips, as 'omniavatar curate' writes it.",
            required: true
        );
        var output = CheckedOption.Path(
            "--output",
            "DIR",
            "The folder of samples to write. Run the same command again, and it continues.",
            required: true
        );
        var frames = FramesOption();
        var stride = CheckedOption.Whole(
            "--stride",
            "Frames between the starts of two windows (default: 13 less than a window has, as in inference).",
            1,
            100_000
        );
        var validation = CheckedOption.Whole(
            "--validation-every",
            "Every Nth clip is used for validation and not for training; 0 for none (default: 50).",
            0,
            1_000_000
        );
        var size = CheckedOption.Size(
            "--size",
            "Size of all clips, in multiples of 16 pixels (default: the size in the table that is nearest to each "
                + "clip's own)."
        );
        var table = CheckedOption.OneOf(
            "--size-table",
            "Table of sizes to choose from (default: the model's, else 480p).",
            "480p",
            "720p"
        );
        var device = CommonOptions.Device();
        var threads = CommonOptions.Threads("CPU threads (default: the model's).");
        var json = CommonOptions.JsonEvents();
        var command = new Command("extract", "Encode clips once, so that training only needs the transformer.")
        {
            model,
            clips,
            output,
            frames,
            stride,
            validation,
            size,
            table,
            device,
            threads,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                var (clipsFolder, modelFolder) = (parsed.GetRequiredValue(clips), parsed.GetRequiredValue(model));
                var place = OutputPath.OfFolder(
                    "--output",
                    parsed.GetRequiredValue(output),
                    new NamedInput("the clips of --clips", clipsFolder),
                    new NamedInput("the model", modelFolder)
                );
                var folder = ModelFolder.Open(modelFolder);
                set_num_threads((int?)parsed.GetValue(threads) ?? folder.Defaults.Threads);
                var options = OptionsOf(
                    parsed.GetValue(frames),
                    (int?)parsed.GetValue(stride),
                    (int?)parsed.GetValue(validation),
                    RendererFactory.DeviceOf(parsed.GetValue(device))
                );
                var (source, sizes) = Open(clipsFolder, parsed.GetValue(size), parsed.GetValue(table), folder);
                using var _ = FolderLock.Take(place);
                var view = new DatasetView(parsed.GetValue(json), Console.Out, TimeProvider.System);
                var extractor = new SampleExtractor(folder, options, TimeProvider.System);
                view.Done(extractor.Run(source, $"{IdentityOf(clipsFolder)} {sizes}", place, view, cancellation));
                return Task.FromResult(0);
            }
        );
        return command;
    }

    private static ExtractionOptions OptionsOf(IReadOnlyList<int>? frames, int? stride, int? validation, Device device)
    {
        var options = new ExtractionOptions
        {
            Stride = stride,
            Device = device,
            DataType = RendererOptions.For(device, threads: 1).DataType,
        };
        return options with
        {
            Frames = frames ?? options.Frames,
            ValidationEvery = validation ?? options.ValidationEvery,
        };
    }

    /// <returns>The clips, and what their sizes were asked to be.</returns>
    private static (VideoClips Clips, string Sizes) Open(
        string clips,
        VideoSize? size,
        string? table,
        ModelFolder folder
    )
    {
        if (size is not null && table is not null)
            throw new WrongUseException(
                "--size and --size-table exclude each other: the table chooses a size, --size gives it."
            );
        if (size is { } one)
            return (VideoClips.Open(clips, one), $"{one}");
        var sizes = table is null ? folder.Defaults.SizeTable : SizeTable.Named(table);
        return (VideoClips.Open(clips, sizes), string.Join(' ', sizes.Sizes));
    }

    /// <summary>A hash of what the folder says of its clips: their captions, and their own hashes where it was
    /// curated.</summary>
    private static string IdentityOf(string clips)
    {
        string[] lists = [Path.Combine(clips, CaptionsFile.Name), Path.Combine(clips, CurationManifest.Name)];
        return string.Join(
            '-',
            lists.Where(File.Exists).Select(list => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(list))))
        );
    }

    private static Option<int[]?> FramesOption() =>
        new("--frames")
        {
            HelpName = "N,…",
            Description =
                $"Frames of the windows, each 4n+1 (default: {string.Join(',', new ExtractionOptions().Frames)}).",
            CustomParser = ParseFrames,
        };

    private static int[]? ParseFrames(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var numbers = text.Split(',')
            .Select(number =>
                int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var frames) ? frames : 0
            )
            .ToArray();
        if (numbers.All(number => number > 0 && number % 4 == 1))
            return numbers;
        result.AddError($"--frames takes numbers of the form 4n+1, separated by commas, such as 21,105, not '{text}'.");
        return null;
    }
}
