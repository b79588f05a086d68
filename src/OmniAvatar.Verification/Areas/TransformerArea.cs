using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Verification.Areas.Training;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using TorchSharp;
using static OmniAvatar.Verification.GoldenRun;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas;

/// <summary>One forward pass of the diffusion transformer: alone, with the adapter beside it, and both in
/// bfloat16.</summary>
public sealed class TransformerArea : IGoldenArea
{
    private const string InputPrefix = "input.";
    private const string Output = "output";
    private const string CoarseOutput = "output_bf16_compute";
    private const string RoundedOutput = "output_float32_compute_rounded_weights_and_inputs";

    /// <inheritdoc/>
    public string Name => "dit";

    /// <inheritdoc/>
    public IEnumerable<GoldenCase> Cases(GoldenRun run)
    {
        var cases = run.Config(Name)["cases"].Items.ToList();
        var coarse = cases.Where(c =>
            run.Files.Exists($"{Name}/{TensorFile(Coarse("base", c))}")
            || run.Files.Exists($"{Name}/{TensorFile(Coarse("lora", c))}")
        );
        return
        [
            AdapterCheckpointCase.Create(run),
            .. cases.Select(c => Case($"base_{NameOf(c)}", checks => CheckForward(checks, run, c, "base"))),
            .. cases.Select(c => Case($"lora_{NameOf(c)}", checks => CheckForward(checks, run, c, "lora"))),
            // Not every case was computed in bfloat16, but some case was, alone and with the adapter.
            .. coarse
                .DefaultIfEmpty(cases.FirstOrDefault())
                .OfType<GoldenJson>()
                .SelectMany(c =>
                    new[] { "base", "lora" }.Select(kind =>
                        Case(Coarse(kind, c), checks => CheckBFloat16(checks, run, c, kind))
                    )
                ),
        ];
    }

    /// <summary>The inputs of a transformer from a file that names them as the golden files do.</summary>
    internal static Tensor Forward(GoldenTensors file, WanTransformer model, ForwardContext context)
    {
        using var text = model.EncodeText(file.Read("input.context"), context.Observer);
        using var audio = model.EncodeAudio(file.Read("input.audio_emb"), context.Observer);
        return model.Forward(
            file.Read("input.latents"),
            file.Read("input.y"),
            file.Read("input.timestep"),
            text,
            audio,
            context
        );
    }

    private static GoldenCase Case(string name, Action<CaseChecks> run) => new(name, [TensorFile(name)], run);

    private static string NameOf(GoldenJson golden) => golden["name"].Text();

    private static string Coarse(string kind, GoldenJson golden) => $"bf16_{kind}_{NameOf(golden)}";

    private static void CheckForward(CaseChecks checks, GoldenRun run, GoldenJson golden, string kind)
    {
        var file = checks.Tensors(TensorFile($"{kind}_{NameOf(golden)}"));
        CheckShapes(checks, file, golden, run.Models.TransformerConfig);
        CheckInputs(checks, file, golden, kind, exact => exact);

        using var observer = new RecordingObserver();
        using var output = Forward(
            file,
            run.Models.Transformer(kind == "lora"),
            new ForwardContext { Observer = observer, Cancellation = checks.Cancellation }
        );
        Taps.Check(file, observer, "tap.");
        file.Near(Output, output, Limits.Network);
        if (kind == "lora")
            CheckMerged(checks, file, run.Models.MergedTransformer());
    }

    /// <summary>A render merges the adapter into the weights; that must give what computing it beside them
    /// gives.</summary>
    private static void CheckMerged(CaseChecks checks, GoldenTensors file, WanTransformer model)
    {
        using var merged = Forward(file, model, new ForwardContext { Cancellation = checks.Cancellation });
        using var expected = file.Read(Output);
        checks.Add(TensorComparison.Near($"{Output}.merged", expected, merged, Limits.Network));
    }

    private static void CheckBFloat16(CaseChecks checks, GoldenRun run, GoldenJson golden, string kind)
    {
        var file = checks.Tensors(TensorFile(Coarse(kind, golden)));
        CheckInputs(checks, file, golden, kind, exact => exact.to(ScalarType.BFloat16).to(exact.dtype));

        using var model = run.Models.LoadTransformer(kind == "lora", ScalarType.BFloat16);
        var context = new ForwardContext { Cancellation = checks.Cancellation };
        using var coarse = Forward(file, model, context);
        file.Near(CoarseOutput, coarse, Limits.BFloat16);

        model.to(ScalarType.Float32);
        using var rounded = Forward(file, model, context);
        file.Near(RoundedOutput, rounded, Limits.Network);
    }

    /// <summary>The configuration says each case's sizes and timestep a second time.</summary>
    private static void CheckShapes(
        CaseChecks checks,
        GoldenTensors file,
        GoldenJson golden,
        WanTransformerConfig config
    )
    {
        long batch = golden["B"].Integer(),
            frames = golden["T"].Integer(),
            height = golden["h"].Integer(),
            width = golden["w"].Integer();
        checks.SameList(
            "input.latents.shape",
            [batch, config.OutChannels, frames, height, width],
            file.ShapeOf("input.latents")
        );
        checks.SameList(
            "input.y.shape",
            [batch, config.ReferenceChannels, frames, height, width],
            file.ShapeOf("input.y")
        );
        checks.SameList(
            "input.context.shape",
            [batch, golden["L"].Integer(), config.TextDim],
            file.ShapeOf("input.context")
        );
        checks.SameList(
            "input.audio_emb.shape",
            [batch, 4 * frames - 3, config.AudioInputDim],
            file.ShapeOf("input.audio_emb")
        );
        using var timestep = full([batch], golden["ts"].Number(), ScalarType.Float32);
        checks.Add(TensorComparison.Exact("input.timestep.config", timestep, file.Read("input.timestep")));
    }

    /// <summary>Every kind of a case has the inputs of its <c>base</c> file, as they are or rounded.</summary>
    private static void CheckInputs(
        CaseChecks checks,
        GoldenTensors file,
        GoldenJson golden,
        string kind,
        Func<Tensor, Tensor> round
    )
    {
        var name = TensorFile($"base_{NameOf(golden)}");
        if (checks.IsOpen(name))
            return;
        var original = checks.Tensors(name);
        foreach (var input in file.Names.Where(n => n.StartsWith(InputPrefix, StringComparison.Ordinal)).ToList())
            checks.Add(TensorComparison.Exact($"{input}.{kind}", round(original.Read(input)), file.Read(input)));
    }
}
