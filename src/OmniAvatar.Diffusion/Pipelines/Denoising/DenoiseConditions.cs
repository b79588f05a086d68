using OmniAvatar.Diffusion.Guidance;
using OmniAvatar.Diffusion.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Denoising;

/// <summary>What each guidance branch tells the transformer, prepared once for all steps; branches share what they have
/// in common.</summary>
internal sealed class DenoiseConditions : IDisposable
{
    private readonly TextContext _prompt;
    private readonly TextContext? _negativePrompt;
    private readonly AudioCondition _speech;
    private readonly AudioCondition? _silence;

    public DenoiseConditions(WanTransformer transformer, DenoiseInputs inputs, IReadOnlyList<GuidanceBranch> branches)
    {
        using var audio = inputs.Audio.to(transformer.DataType, transformer.Device);
        _prompt = EncodeText(transformer, inputs.PositiveText);
        _speech = transformer.EncodeAudio(audio);
        if (branches.Contains(GuidanceBranch.Unconditional))
            _negativePrompt = EncodeText(transformer, inputs.NegativeText);
        if (branches.Any(branch => branch != GuidanceBranch.Conditional))
        {
            // Zeros still pass through the audio path: its biases and normalisation make something of them.
            using var zeros = zeros_like(audio);
            _silence = transformer.EncodeAudio(zeros);
        }
    }

    public TextContext Text(GuidanceBranch branch) =>
        branch == GuidanceBranch.Unconditional ? _negativePrompt! : _prompt;

    public AudioCondition Audio(GuidanceBranch branch) => branch == GuidanceBranch.Conditional ? _speech : _silence!;

    private static TextContext EncodeText(WanTransformer transformer, Tensor rows)
    {
        using var text = rows.to(transformer.DataType, transformer.Device);
        return transformer.EncodeText(text);
    }

    public void Dispose()
    {
        _prompt.Dispose();
        _negativePrompt?.Dispose();
        _speech.Dispose();
        _silence?.Dispose();
    }
}
