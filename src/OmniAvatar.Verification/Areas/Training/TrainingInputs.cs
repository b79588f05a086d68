using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Transformers.Blocks;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Training;

/// <summary>One clip of the reference, its noise and its draw, by the names of the golden files.</summary>
internal sealed record TrainingInputs(ClipBatch Clips, Tensor Noise, ClipDraw Draw)
{
    public static TrainingInputs Read(GoldenTensors file, WanTransformerConfig sizes)
    {
        var reference = file.Read("input.y").narrow(1, 0, sizes.OutChannels).narrow(2, 0, 1); // the same in every frame
        return new TrainingInputs(
            new ClipBatch(
                file.Read("input.clean_latents"),
                reference,
                file.Read("input.context"),
                file.Read("input.audio_emb")
            ),
            file.Read("input.noise"),
            new ClipDraw(
                (int)file.Read("input.timestep_index").item<long>(),
                (int)file.Read("input.prefix_latent_frames").item<long>()
            )
        );
    }

    /// <summary>The loss, with gradients added to the network's, and what it came from.</summary>
    public (NoisedClips Noised, Tensor Prediction, ClipLoss Loss) Backward(
        FlowMatchingObjective objective,
        WanTransformer network,
        IBlockRunner? runner = null
    )
    {
        var noised = objective.Noise(Clips, Noise, [Draw]);
        using var grad = enable_grad();
        using var text = network.EncodeText(Clips.Text);
        using var audio = network.EncodeAudio(Clips.Audio!);
        var prediction = network.Forward(
            noised.Latents,
            noised.Conditions,
            noised.Timesteps,
            text,
            audio,
            new ForwardContext { Runner = runner }
        );
        var loss = objective.Loss(prediction, noised);
        loss.Loss.backward();
        return (noised, prediction.detach(), loss);
    }
}
