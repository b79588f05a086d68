using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Names;
using OmniAvatar.Verification.Files;

namespace OmniAvatar.Verification.Areas;

/// <summary>Names and shapes of the released files against those of the networks at the released sizes; no weights are
/// needed.</summary>
public sealed class CheckpointNamesArea : IGoldenArea
{
    private const string Names = "wan2.1_dit_diffusers_names.json";

    /// <summary>Trained with and never used; the released file lacks it, and so may the network.</summary>
    private const string Masked = "wav2vec2.masked_spec_embed";

    private static readonly Dictionary<string, Func<IReadOnlyList<KeyValuePair<string, TensorInfo>>>> Lists = new(
        StringComparer.Ordinal
    )
    {
        ["wan2.1_t2v_1.3B_dit.json"] = () => WeightFiles.Transformer(ModelPreset.Released1_3B),
        ["wan2.1_t2v_14B_dit.json"] = () => WeightFiles.Transformer(ModelPreset.Released14B),
        ["omniavatar_1.3B_adapter.json"] = () => WeightFiles.Adapter(ModelPreset.Released1_3B),
        ["omniavatar_14B_adapter.json"] = () => WeightFiles.Adapter(ModelPreset.Released14B),
        ["Wan2.1_VAE.json"] = () => WeightFiles.Autoencoder(ModelPreset.Released14B),
        ["models_t5_umt5-xxl-enc-bf16.json"] = () => WeightFiles.TextEncoder(ModelPreset.Released14B),
        ["wav2vec2-base-960h.json"] = () => WeightFiles.AudioEncoder(ModelPreset.Released14B),
    };

    /// <inheritdoc/>
    public string Name => "checkpoints";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run) =>
        [
            .. Lists.Select(list => new GoldenCase(
                Path.GetFileNameWithoutExtension(list.Key),
                [list.Key],
                checks => CheckList(checks, list.Key, list.Value())
            )),
            new("diffusers_names", [Names], CheckNames),
        ];

    private static void CheckList(CaseChecks checks, string file, IReadOnlyList<KeyValuePair<string, TensorInfo>> ours)
    {
        var recorded = Whole(checks, file);
        var expected = recorded["tensors"]
            .Fields.Where(tensor => tensor.Key != Masked)
            .Select(tensor => $"{tensor.Key} {Keys.Shape(tensor.Value.Integers().Select(size => (long)size))}");
        var actual = ours.Where(tensor => tensor.Key != Masked)
            .Select(tensor => $"{tensor.Key} {Keys.Shape(tensor.Value.Shape)}");
        checks.SameList(
            "tensors",
            [.. expected.Order(StringComparer.Ordinal)],
            [.. actual.Order(StringComparer.Ordinal)]
        );
    }

    private static void CheckNames(CaseChecks checks)
    {
        var recorded = Whole(checks, Names);
        foreach (var (theirs, original) in recorded["per_block"].Fields.Concat(recorded["other"].Fields))
            checks.Same(theirs, Numbered(original.Text()), DiffusersNames.ToOriginal(Numbered(theirs)));
    }

    private static string Numbered(string name) => name.Replace("{i}", "17", StringComparison.Ordinal);

    /// <summary>Beside names and shapes the files say where they are from, which is for people.</summary>
    private static GoldenJson Whole(CaseChecks checks, string file)
    {
        var json = checks.Json(file);
        json.Taken();
        return json;
    }
}
