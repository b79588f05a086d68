using System.CommandLine;
using System.Globalization;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Transformers;

namespace OmniAvatar.Cli.Training;

/// <summary>What a <c>train</c> command asks for.</summary>
internal sealed record TrainOptions(
    string Model,
    string Data,
    string Output,
    TrainingRecipe Recipe,
    string? Device,
    int Threads,
    RenderedPreview? Preview,
    bool Json
);

/// <summary>The options of <c>train</c>; what is said on the command line stands in place of what the recipe says, in
/// all its phases.</summary>
internal sealed class TrainOptionSet
{
    private const int DefaultThreads = 2;
    private const string DefaultPreviewPrompt = "A person looks into the camera and speaks";

    private readonly Option<string> _model = CheckedOption.Path(
        "--model",
        "DIR",
        "The model folder to begin from.",
        required: true
    );
    private readonly Option<string> _data = CheckedOption.Path(
        "--data",
        "DIR",
        "The folder of extracted samples.",
        required: true
    );
    private readonly Option<string> _output = CheckedOption.Path(
        "--output",
        "DIR",
        "The folder for states, logs and the trained model.",
        required: true
    );
    private readonly Option<string> _recipe = CheckedOption.Path(
        "--recipe",
        "FILE",
        "A JSON file of phases and constants (default: the paper's)."
    );
    private readonly Option<string?> _mode = CheckedOption.OneOf(
        "--mode",
        "What is trained: pairs and audio modules, all weights, the audio modules, or the text-to-video "
            + "base (default: lora).",
        "lora",
        "full",
        "audio-only",
        "base"
    );
    private readonly Option<long?> _rank = CheckedOption.Whole(
        "--rank",
        "Rank of the low-rank pairs (default: 128).",
        1,
        65_536
    );
    private readonly Option<double?> _alpha = CheckedOption.Real(
        "--alpha",
        "A",
        "Numerator of the pairs' scale (default: 64).",
        double.Epsilon,
        1e6
    );
    private readonly Option<string> _targets = CheckedOption.Text(
        "--targets",
        "LIST",
        "Layers that get a pair, with commas (default: q,k,v,o,ffn.0,ffn.2)."
    );
    private readonly Option<string> _audioBlocks = CheckedOption.Text(
        "--audio-blocks",
        "LIST",
        "Blocks that receive audio, with commas (default: all from 2 to half of the network's)."
    );
    private readonly Option<double?> _learningRate = CheckedOption.Real(
        "--learning-rate",
        "R",
        "Size of a step (default: 5e-5).",
        double.Epsilon,
        1
    );
    private readonly Option<long?> _warmUp = CheckedOption.Whole(
        "--warm-up",
        "Steps over which the learning rate rises (default: 100).",
        0,
        1_000_000_000
    );
    private readonly Option<long?> _steps = CheckedOption.Whole(
        "--steps",
        "Steps of the last phase (default: 10000).",
        1,
        1_000_000_000
    );
    private readonly Option<long?> _maxTokens = CheckedOption.Whole(
        "--max-tokens",
        "Video tokens of one batch at most (default: 30000).",
        1,
        10_000_000
    );
    private readonly Option<long?> _accumulate = CheckedOption.Whole(
        "--accumulate",
        "Batches that make one step (default: 1).",
        1,
        1_000_000
    );
    private readonly Option<double?> _clip = CheckedOption.Real(
        "--clip",
        "N",
        "Largest norm of all gradients together (default: 1).",
        double.Epsilon,
        1e9
    );
    private readonly Option<double?> _ema = CheckedOption.Real(
        "--ema",
        "D",
        "Decay of a moving average of the weights, such as 0.999 (default: no average).",
        0,
        0.999999999
    );
    private readonly Option<string?> _recompute = CheckedOption.OneOf(
        "--recompute",
        "Whether to compute blocks again for their gradients, which saves memory (default: on).",
        "on",
        "off"
    );
    private readonly Option<long?> _saveEvery = CheckedOption.Whole(
        "--save-every",
        "Steps between saved states (default: 200).",
        1,
        1_000_000_000
    );
    private readonly Option<long?> _validateEvery = CheckedOption.Whole(
        "--validate-every",
        "Steps between validations (default: 500).",
        1,
        1_000_000_000
    );
    private readonly Option<long?> _seed = CheckedOption.Whole(
        "--seed",
        "Seed of every draw and of every new weight (default: 42).",
        0,
        long.MaxValue
    );
    private readonly Option<string?> _device = CommonOptions.Device();
    private readonly Option<long?> _threads = CommonOptions.Threads(
        $"CPU threads; part of what makes a continued run bit-equal (default: {DefaultThreads})."
    );
    private readonly Option<string> _previewImage = CheckedOption.Path(
        "--preview-image",
        "FILE",
        "Picture of a preview video that is rendered after each validation (default: no preview)."
    );
    private readonly Option<string> _previewAudio = CheckedOption.Path(
        "--preview-audio",
        "FILE",
        "Speech of the preview video; a few seconds."
    );
    private readonly Option<string> _previewPrompt = CheckedOption.Text(
        "--preview-prompt",
        "TEXT",
        $"Prompt of the preview video (default: {DefaultPreviewPrompt})."
    );
    private readonly Option<bool> _json = CommonOptions.JsonEvents();

    /// <summary>Adds all options to a command, in the order that its help shows them.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _model,
            _data,
            _output,
            _recipe,
            _mode,
            _rank,
            _alpha,
            _targets,
            _audioBlocks,
            _learningRate,
            _warmUp,
            _steps,
            _maxTokens,
            _accumulate,
            _clip,
            _ema,
            _recompute,
            _saveEvery,
            _validateEvery,
            _seed,
            _device,
            _threads,
            _previewImage,
            _previewAudio,
            _previewPrompt,
            _json,
        ];
        foreach (var option in all)
            command.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="BadInputException">The recipe cannot be read.</exception>
    /// <exception cref="WrongUseException">A preview lacks its picture or its speech.</exception>
    public TrainOptions Read(ParseResult parsed) =>
        new(
            parsed.GetRequiredValue(_model),
            parsed.GetRequiredValue(_data),
            PlaceOf(parsed),
            ReadRecipe(parsed),
            parsed.GetValue(_device),
            (int)(parsed.GetValue(_threads) ?? DefaultThreads),
            ReadPreview(parsed),
            parsed.GetValue(_json)
        );

    private string PlaceOf(ParseResult parsed)
    {
        var place = parsed.GetRequiredValue(_output);
        NamedInput[] inputs =
        [
            new("the model", parsed.GetRequiredValue(_model)),
            new("the samples", parsed.GetRequiredValue(_data)),
        ];
        var folder = OutputPath.OfFolder("--output", place, inputs);
        foreach (var written in TrainingRun.Written(folder).Select(FileStatus.Of))
        {
            foreach (var input in inputs.Append(RecipeOf(parsed)))
                if (written.IsSameAs(FileStatus.Of(input.Path)))
                    throw new WrongUseException(
                        $"--output would write over {input.Name} {input.Path}; choose another place."
                    );
        }
        return folder;
    }

    private NamedInput RecipeOf(ParseResult parsed) => new("the recipe", parsed.GetValue(_recipe) ?? "");

    private RenderedPreview? ReadPreview(ParseResult parsed) =>
        (parsed.GetValue(_previewImage), parsed.GetValue(_previewAudio)) switch
        {
            (null, null) => null,
            ({ } image, { } audio) => new RenderedPreview(
                image,
                audio,
                parsed.GetValue(_previewPrompt) ?? DefaultPreviewPrompt,
                OutputPath.OfFolder("--output", parsed.GetRequiredValue(_output)),
                parsed.GetValue(_device)
            ),
            _ => throw new WrongUseException(
                "--preview-image and --preview-audio must be given together: a preview needs a picture and speech."
            ),
        };

    private TrainingRecipe ReadRecipe(ParseResult parsed)
    {
        var recipe = parsed.GetValue(_recipe) is { } file ? TrainingRecipe.Read(file) : new TrainingRecipe();
        return recipe with
        {
            Mode = parsed.GetValue(_mode) switch
            {
                null => recipe.Mode,
                "full" => TrainingMode.Full,
                "audio-only" => TrainingMode.AudioOnly,
                "base" => TrainingMode.Base,
                _ => TrainingMode.Lora,
            },
            Rank = (int)(parsed.GetValue(_rank) ?? recipe.Rank),
            Alpha = parsed.GetValue(_alpha) ?? recipe.Alpha,
            Targets = parsed.GetValue(_targets)?.Split(',', StringSplitOptions.TrimEntries) ?? recipe.Targets,
            AudioBlocks = ReadBlocks(parsed.GetValue(_audioBlocks)) ?? recipe.AudioBlocks,
            Accumulate = (int)(parsed.GetValue(_accumulate) ?? recipe.Accumulate),
            Clip = parsed.GetValue(_clip) ?? recipe.Clip,
            Ema = parsed.GetValue(_ema) ?? recipe.Ema,
            Recompute = parsed.GetValue(_recompute) is { } recompute ? recompute == "on" : recipe.Recompute,
            SaveEvery = parsed.GetValue(_saveEvery) ?? recipe.SaveEvery,
            ValidateEvery = parsed.GetValue(_validateEvery) ?? recipe.ValidateEvery,
            Seed = parsed.GetValue(_seed) ?? recipe.Seed,
            Phases =
            [
                .. recipe.Phases.Select((phase, i) => WithChoices(parsed, phase, isLast: i == recipe.Phases.Count - 1)),
            ],
        };
    }

    private static int[]? ReadBlocks(string? list) =>
        list is null
            ? null
            :
            [
                .. list.Split(',', StringSplitOptions.TrimEntries)
                    .Select(block =>
                        int.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                            ? number
                            : throw new WrongUseException(
                                "--audio-blocks takes numbers of blocks, separated by commas, such as 2,3,4, not "
                                    + $"'{list}'."
                            )
                    ),
            ];

    private TrainingPhase WithChoices(ParseResult parsed, TrainingPhase phase, bool isLast) =>
        phase with
        {
            Steps = isLast ? parsed.GetValue(_steps) ?? phase.Steps : phase.Steps,
            LearningRate = parsed.GetValue(_learningRate) ?? phase.LearningRate,
            WarmUp = parsed.GetValue(_warmUp) ?? phase.WarmUp,
            MaxTokens = (int)(parsed.GetValue(_maxTokens) ?? phase.MaxTokens),
        };
}
