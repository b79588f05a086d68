using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Training;

/// <summary>The names and shapes of the transformer's checkpoints, and that the files which hold the same weights
/// agree.</summary>
internal static class AdapterCheckpointCase
{
    private const string Names = "lora_state_dict_names.json";

    /// <summary>What a released adapter checkpoint carries beside the pairs.</summary>
    private static readonly string[] Retrained = ["audio_proj.", "audio_cond_projs.", "patch_embedding."];

    public static GoldenCase Create(GoldenRun run) =>
        new(
            "checkpoints",
            [TensorFile("weights"), TensorFile("lora"), TensorFile("adapter_checkpoint"), Names],
            checks => Check(checks, run)
        );

    private static void Check(CaseChecks checks, GoldenRun run)
    {
        // Both are read as a whole, by the models that are loaded from them.
        checks.PathOf(TensorFile("weights"));
        checks.PathOf(TensorFile("lora"));
        using var weights = new GoldenTensors(run.Files, $"dit/{TensorFile("weights")}", checks.Add);
        using var pairs = new GoldenTensors(run.Files, $"dit/{TensorFile("lora")}", checks.Add);
        using var plain = new WanTransformer(run.Models.TransformerConfig, device: META);
        checks.SameList("weights.names", Describe(plain), Describe(weights));

        using var injected = new WanTransformer(run.Models.TransformerConfig, run.Models.Adapter, META);
        var listed = checks
            .Json(Names)["all_names_of_the_injected_model"]
            .Fields.Select(field => Describe(field.Key, field.Value.Integers().Select(size => (long)size)))
            .Order(StringComparer.Ordinal);
        checks.SameList("lora_state_dict_names", [.. listed], Describe(injected));
        checks.SameList(
            "lora.names",
            [.. Describe(injected).Where(name => name.Contains(".lora_", StringComparison.Ordinal))],
            Describe(pairs)
        );

        CheckAdapter(checks, weights, pairs);
        checks.Finite("weights.not_finite", run.Models.Transformer(adapted: false));
        checks.Finite("lora.not_finite", run.Models.Transformer(adapted: true));
    }

    /// <summary>An adapter checkpoint is the pairs and the retrained layers, with the values that the other two files
    /// have.</summary>
    private static void CheckAdapter(CaseChecks checks, GoldenTensors weights, GoldenTensors pairs)
    {
        var adapter = checks.Tensors(TensorFile("adapter_checkpoint"));
        var retrained = weights.Names.Where(name =>
            Retrained.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        );
        checks.SameList(
            "adapter_checkpoint.names",
            [.. pairs.Names.Concat(retrained).Order(StringComparer.Ordinal)],
            [.. adapter.Names.Order(StringComparer.Ordinal)]
        );
        foreach (var name in adapter.Names.Where(name => pairs.Has(name) || weights.Has(name)).ToList())
            checks.Add(
                TensorComparison.Exact(name, (pairs.Has(name) ? pairs : weights).Read(name), adapter.Read(name))
            );
    }

    private static List<string> Describe(WanTransformer model) =>
        [.. model.state_dict().Select(pair => Describe(pair.Key, pair.Value.shape)).Order(StringComparer.Ordinal)];

    private static List<string> Describe(GoldenTensors file) =>
        [.. file.Names.Select(name => Describe(name, file.ShapeOf(name))).Order(StringComparer.Ordinal)];

    private static string Describe(string name, IEnumerable<long> shape) => $"{name} [{string.Join(", ", shape)}]";
}
