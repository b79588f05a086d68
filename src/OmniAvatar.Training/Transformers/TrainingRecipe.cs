using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Files;
using OmniAvatar.Training.Models;

namespace OmniAvatar.Training.Transformers;

/// <summary>How a transformer is trained. The defaults are the paper's (arXiv 2506.18866, section 4.1); a recipe file
/// holds the fields that differ.</summary>
public sealed record TrainingRecipe
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Which weights are trained.</summary>
    public TrainingMode Mode { get; init; } = TrainingMode.Lora;

    /// <summary>Rank of the low-rank pairs, at least 1.</summary>
    public int Rank { get; init; } = 128;

    /// <summary>Numerator of their scale, positive.</summary>
    public double Alpha { get; init; } = 64;

    /// <summary>Layers of a block that get a pair, by their last names.</summary>
    public IReadOnlyList<string> Targets { get; init; } = new LoraConfig().TargetModules;

    /// <summary>Width of the packed audio, at least 1.</summary>
    public int AudioHiddenSize { get; init; } = 32;

    /// <summary>Blocks that hear, by number from 2 to half the network's; empty lets all of them, as
    /// released.</summary>
    public IReadOnlyList<int> AudioBlocks { get; init; } = [];

    /// <summary>Decides every draw and every new weight.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>How often a clip hears nothing, 0 to 1.</summary>
    public double AudioDrop { get; init; } = 0.1;

    /// <summary>How often a clip's text is the empty prompt, 0 to 1.</summary>
    public double TextDrop { get; init; } = 0.1;

    /// <summary>Latent frames that are given at most, at least 1; each number from 1 is as frequent.</summary>
    public int LongestPrefix { get; init; } = 4;

    /// <summary>Batches whose gradients make one step, at least 1.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Largest norm of all gradients together, positive.</summary>
    public double Clip { get; init; } = 1;

    /// <summary>Decoupled weight decay, at least 0.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Decay of a slow average of the weights, which is then what is validated and written, in [0, 1); 0 keeps
    /// none.</summary>
    public double Ema { get; init; }

    /// <summary>Whether blocks are computed a second time for their gradients, which saves most of the
    /// memory.</summary>
    public bool Recompute { get; init; } = true;

    /// <summary>Steps between two saved states, at least 1.</summary>
    public long SaveEvery { get; init; } = 200;

    /// <summary>Steps between two validations, at least 1.</summary>
    public long ValidateEvery { get; init; } = 500;

    /// <summary>The phases in order; at least one.</summary>
    public IReadOnlyList<TrainingPhase> Phases { get; init; } = [new TrainingPhase()];

    /// <summary>Steps of all phases.</summary>
    [JsonIgnore]
    public long Steps => Phases.Sum(phase => phase.Steps);

    /// <summary>Whether the network is Wan2.1 itself.</summary>
    [JsonIgnore]
    public bool IsBase => Mode == TrainingMode.Base;

    /// <summary>Reads a recipe file.</summary>
    /// <exception cref="BadInputException">It cannot be read, or has fields that no recipe has.</exception>
    public static TrainingRecipe Read(string path) => JsonFile.Read<TrainingRecipe>("recipe", path, Json);

    /// <summary>The recipe as a file holds it.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>The same for recipes that take the same steps: how often they save, and when they end, is not in
    /// it.</summary>
    public string Identity()
    {
        IReadOnlyList<TrainingPhase> endless = [.. Phases.Take(Phases.Count - 1), Phases[^1] with { Steps = 1 }];
        var steps = this with { SaveEvery = 1, ValidateEvery = 1, Recompute = false, Phases = endless };
        return Convert.ToHexStringLower(SHA256.HashData(steps.ToJson()));
    }

    /// <summary>The phase of a step counted from 0, and the step within it.</summary>
    public (int Phase, long Step) At(long step)
    {
        var phase = 0;
        for (; phase < Phases.Count - 1 && step >= Phases[phase].Steps; phase++)
            step -= Phases[phase].Steps;
        return (phase, step);
    }

    /// <summary>This recipe, if it can be followed.</summary>
    /// <exception cref="WrongUseException">A number is out of its range.</exception>
    public TrainingRecipe Validated()
    {
        Require(Rank >= 1, "rank", "at least 1");
        Require(Alpha > 0 && double.IsFinite(Alpha), "alpha", "positive");
        Require(
            Mode != TrainingMode.Lora || Targets.Count > 0 && Targets.All(new LoraConfig().TargetModules.Contains),
            "targets",
            $"among {string.Join(", ", new LoraConfig().TargetModules)}"
        );
        Require(AudioHiddenSize >= 1, "audio_hidden_size", "at least 1");
        Require(!IsBase || AudioBlocks.Count == 0, "audio_blocks", "empty, because the base receives no audio");
        Require(AudioDrop is >= 0 and <= 1, "audio_drop", "from 0 to 1");
        Require(TextDrop is >= 0 and <= 1, "text_drop", "from 0 to 1");
        Require(LongestPrefix >= 1, "longest_prefix", "at least 1");
        Require(Accumulate >= 1, "accumulate", "at least 1");
        Require(Clip > 0, "clip", "positive");
        Require(WeightDecay >= 0, "weight_decay", "at least 0");
        Require(Ema is >= 0 and < 1, "ema", "at least 0 and below 1");
        Require(SaveEvery >= 1, "save_every", "at least 1");
        Require(ValidateEvery >= 1, "validate_every", "at least 1");
        Require(Phases.Count >= 1, "phases", "at least one phase");
        return this with { Phases = [.. Phases.Select(phase => phase.Validated())] };
    }

    private static void Require(bool condition, string field, string range)
    {
        if (!condition)
            throw new WrongUseException($"The field {field} of the training recipe must be {range}.");
    }
}
