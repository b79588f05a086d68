using OmniAvatar.Diffusion.Weights.Sources;

namespace OmniAvatar.Diffusion.Weights.Names;

/// <summary>
/// Brings each part's weight file to the names its network has, whichever of the known relatives it came from, and says
/// which of its tensors may be left over. Anything else left over is an error of <see cref="StrictLoader"/>.
/// </summary>
public static class PartNames
{
    private const string AudioPrefix = "wav2vec2.";
    private const string AutoencoderPrefix = "model.";

    /// <summary>What fine-tuning adds to wav2vec2, and what only its training reads, in names without the
    /// prefix.</summary>
    public static IReadOnlyList<string> IgnoredOfAudioEncoder { get; } = ["lm_head.*", "masked_spec_embed"];

    /// <summary>The transformer in its original names, from those or from diffusers'.</summary>
    public static ITensorSource Transformer(ITensorSource source) =>
        DiffusersNames.AreIn(source) ? new RenamedTensors(source, DiffusersNames.ToOriginal) : source;

    /// <summary>The autoencoder without the <c>model.</c> that some tools put before every key.</summary>
    public static ITensorSource Autoencoder(ITensorSource source) =>
        source.Tensors.Keys.All(key => key.StartsWith(AutoencoderPrefix, StringComparison.Ordinal))
            ? new RenamedTensors(source, key => key[AutoencoderPrefix.Length..])
            : source;

    /// <summary>The audio encoder without the <c>wav2vec2.</c> of its fine-tuned form, and with weight norm under its
    /// older names.</summary>
    public static ITensorSource AudioEncoder(ITensorSource source) =>
        new RenamedTensors(
            source,
            key =>
            {
                var inner = key.StartsWith(AudioPrefix, StringComparison.Ordinal) ? key[AudioPrefix.Length..] : key;
                return inner
                    .Replace("parametrizations.weight.original0", "weight_g", StringComparison.Ordinal)
                    .Replace("parametrizations.weight.original1", "weight_v", StringComparison.Ordinal);
            }
        );
}
