using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Transformers;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Transformers;

/// <summary>What one forward pass is given.</summary>
internal sealed record TransformerInputs(Tensor Latents, Tensor Reference, Tensor Timestep, Tensor Text, Tensor Audio)
{
    public static TransformerInputs Of(GoldenCase golden) =>
        new(
            golden.Read("input.latents"),
            golden.Read("input.y"),
            golden.Read("input.timestep"),
            golden.Read("input.context"),
            golden.Read("input.audio_emb")
        );

    /// <summary>Random inputs for a batch, each item with a timestep and audio of its own.</summary>
    public static TransformerInputs Random(
        WanTransformerConfig config,
        int batch,
        int frames = 3,
        int height = 4,
        int width = 6,
        int rows = 7
    ) =>
        new(
            randn([batch, config.OutChannels, frames, height, width]),
            randn([batch, config.ReferenceChannels, frames, height, width]),
            rand(batch) * 1000,
            randn(batch, rows, config.TextDim),
            randn(batch, 4 * frames - 3, config.AudioInputDim)
        );

    /// <summary>One item of the batch, alone.</summary>
    public TransformerInputs Item(int index) =>
        new(
            Latents.narrow(0, index, 1),
            Reference.narrow(0, index, 1),
            Timestep.narrow(0, index, 1),
            Text.narrow(0, index, 1),
            Audio.narrow(0, index, 1)
        );

    public Tensor Through(WanTransformer transformer, ForwardContext? context = null)
    {
        var observer = context?.Observer ?? TensorObserver.None;
        using var text = transformer.EncodeText(Text, observer);
        using var audio = transformer.EncodeAudio(Audio, observer);
        return transformer.Forward(Latents, Reference, Timestep, text, audio, context);
    }
}
