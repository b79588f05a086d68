using System.Text.Json;

namespace OmniAvatar.Diffusion.Weights.Adapters;

/// <summary>The <c>adapter_config.json</c> that peft writes beside an adapter. What changes the meaning of the weights
/// is obeyed or refused by its name; so is an unknown field, unless it is off.</summary>
public sealed class PeftConfig : ILoraScale
{
    /// <summary>The file's name.</summary>
    public const string FileName = "adapter_config.json";

    /// <summary>Fields of training and bookkeeping: the weights say the same whatever is in them.</summary>
    private static readonly HashSet<string> WithoutMeaning = new(StringComparer.Ordinal)
    {
        "auto_mapping",
        "base_model_name_or_path",
        "revision",
        "task_type",
        "inference_mode",
        "peft_version",
        "target_modules",
        "exclude_modules",
        "layers_to_transform",
        "layers_pattern",
        "lora_dropout",
        "megatron_core",
        "megatron_config",
        "loftq_config",
        "eva_config",
        "corda_config",
        "lora_ga_config",
        "qalora_group_size",
        "runtime_config",
        "ensure_weight_tying",
    };

    private static readonly HashSet<string> Obeyed = new(StringComparer.Ordinal)
    {
        "r",
        "lora_alpha",
        "use_rslora",
        "rank_pattern",
        "alpha_pattern",
        "peft_type",
        "bias",
        "init_lora_weights",
    };

    /// <summary>Ways to begin that take a part out of the base's weights, so that the adapter fits only what is
    /// left.</summary>
    private static readonly string[] BeginningsThatChangeTheBase = ["pissa", "olora", "corda", "loftq", "lora_ga"];

    private readonly string _name;
    private readonly int? _rank;
    private readonly double _alpha;
    private readonly bool _overRoot;
    private readonly ModulePattern _ranks;
    private readonly ModulePattern _alphas;

    private PeftConfig(string name, JsonElement json)
    {
        _name = name;
        if (json.ValueKind != JsonValueKind.Object)
            throw Bad("is not a JSON object");
        RefuseOthers(json);
        _rank = Rank(json);
        _alpha = Alpha(json);
        _overRoot = json.TryGetProperty("use_rslora", out var root) && root.ValueKind == JsonValueKind.True;
        _ranks = ModulePattern.Read(name, json, "rank_pattern");
        _alphas = ModulePattern.Read(name, json, "alpha_pattern");
    }

    /// <summary>Reads an <c>adapter_config.json</c>.</summary>
    /// <exception cref="BadInputException">The file cannot be read, or asks for what is not supported.</exception>
    public static PeftConfig Read(string path) => new(path, ConfigFile.Read(path));

    /// <summary>Reads the same fields from elsewhere.</summary>
    /// <param name="name">What to call it in a refusal.</param>
    /// <param name="json">An object of peft's fields.</param>
    /// <exception cref="BadInputException">They ask for what is not supported.</exception>
    public static PeftConfig Of(string name, JsonElement json) => new(name, json);

    /// <inheritdoc/>
    public double ScaleOf(string module, long rank)
    {
        var configured = _ranks.Find(module) ?? _rank ?? rank;
        if (configured != rank)
            throw new BadInputException(
                $"{_name} says rank {configured} for {Keys.Quote(module)}, and its tensors have rank {rank}."
            );
        return (_alphas.Find(module) ?? _alpha) / (_overRoot ? Math.Sqrt(rank) : rank);
    }

    private int? Rank(JsonElement json)
    {
        if (!json.TryGetProperty("r", out var value))
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var rank) && rank > 0
            ? rank
            : throw Bad($"has {Shorten(value)} as its rank r, which must be a whole number of at least 1");
    }

    private double Alpha(JsonElement json)
    {
        if (!json.TryGetProperty("lora_alpha", out var value))
            throw Bad("has no lora_alpha, which gives the adapter's strength");
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var alpha) && double.IsFinite(alpha)
            ? alpha
            : throw Bad($"has {Shorten(value)} as its lora_alpha, which must be a number");
    }

    private void RefuseOthers(JsonElement json)
    {
        foreach (var field in json.EnumerateObject())
        {
            if (
                Obeyed.Contains(field.Name)
                    ? IsSupported(field)
                    : WithoutMeaning.Contains(field.Name) || IsOff(field.Value)
            )
                continue;
            throw Bad(
                $"asks for {Keys.Quote(field.Name)} ({Shorten(field.Value)}), which cannot be merged here: "
                    + "merge it into the base with peft, or train without it"
            );
        }
    }

    private static bool IsSupported(JsonProperty field) =>
        field.Name switch
        {
            "peft_type" => field.Value.ValueKind == JsonValueKind.Null || IsText(field.Value, "LORA"),
            "use_rslora" => field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null,
            "bias" => IsOff(field.Value) || IsText(field.Value, "none"),
            "init_lora_weights" => field.Value.ValueKind != JsonValueKind.String
                || !BeginningsThatChangeTheBase.Any(beginning =>
                    field.Value.GetString()!.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)
                ),
            _ => true,
        };

    private static bool IsText(JsonElement value, string text) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Equals(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>What peft writes for a feature that is not used.</summary>
    private static bool IsOff(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.False => true,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => value.GetPropertyCount() == 0,
            JsonValueKind.String => value.GetString()!.Length == 0,
            _ => false,
        };

    private static string Shorten(JsonElement value)
    {
        const int longest = 40;
        var text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length <= longest ? text : text[..longest] + "…";
    }

    private BadInputException Bad(string why) => new($"{_name} {why}.");
}
