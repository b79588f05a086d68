using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Texts;

/// <summary>umT5: embeddings of given token ids, the buckets of relative positions, and the cleaning of
/// prompts.</summary>
public sealed class TextEncoderArea : IGoldenArea
{
    private const string Weights = "weights";
    private const string Buckets = "relative_position_buckets";
    private const string Raw = "output.text_encoder_raw";
    private const string RawEnds = "output.text_encoder_raw_first_and_last_row";

    /// <inheritdoc/>
    public string Name => "t5";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run) =>
        [
            new("weights", [TensorFile(Weights)], checks => CheckWeights(checks, run)),
            new(Buckets, [TensorFile(Buckets)], checks => CheckBuckets(checks, run)),
            PromptCleaningCase.Create(),
            .. run.Config(Name)["cases"]
                .Items.Select(golden =>
                {
                    var name = $"case_{golden["name"].Text()}";
                    return new GoldenCase(
                        name,
                        [TensorFile(name)],
                        checks =>
                            CheckEncode(checks, run.Models.TextEncoder(), golden, checks.Tensors(TensorFile(name)))
                    );
                }),
        ];

    private static void CheckWeights(CaseChecks checks, GoldenRun run)
    {
        checks.PathOf(TensorFile(Weights));
        checks.Finite("weights.not_finite", run.Models.TextEncoder());
    }

    private static void CheckBuckets(CaseChecks checks, GoldenRun run)
    {
        var file = checks.Tensors(TensorFile(Buckets));
        using var buckets = RelativePositionBias.Buckets(file.Read("input.rel_pos"), run.Models.TextEncoder().Config);
        file.Exact("output.bucket", buckets);
    }

    private static void CheckEncode(CaseChecks checks, TextEncoder model, GoldenJson golden, GoldenTensors file)
    {
        var (length, valid) = (golden["L"].Integer(), golden["valid"].Integer());
        using var ids = file.Read("input.ids");
        using var mask = file.Read("input.mask");
        checks.SameList("input.ids.shape", [1L, length], ids.shape);
        using var expectedMask = arange(length).lt(valid).to(ScalarType.Int64).unsqueeze(0);
        checks.Add(TensorComparison.Exact("input.mask.valid", expectedMask, mask));

        using var raw = model.forward(ids, mask);
        if (file.Has(Raw))
            file.Near(Raw, raw, Limits.Network);
        if (file.Has(RawEnds))
        {
            using var ends = cat([raw.select(1, 0), raw.select(1, -1)]);
            file.Near(RawEnds, ends, Limits.Network);
        }
        using var embeddings = model.EncodePrompts(ids, mask);
        file.Near("output.prompt_emb", embeddings, Limits.Network);
    }
}
