using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Names;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Training.Objectives;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Models;

/// <summary>A transformer in float32 with what is trained of it.</summary>
public sealed class TrainableNetwork : IDisposable
{
    /// <summary>Takes a network over.</summary>
    /// <param name="network">In float32.</param>
    /// <param name="recipe">Which weights are trained, and how.</param>
    public TrainableNetwork(WanTransformer network, TrainingRecipe recipe)
    {
        (Network, Recipe) = (network, recipe);
        Trained = TrainedWeights.Select(network, recipe.Mode, recipe.AudioBlocks);
    }

    /// <summary>The transformer.</summary>
    public WanTransformer Network { get; }

    /// <summary>How it is trained.</summary>
    public TrainingRecipe Recipe { get; }

    /// <summary>The trained weights by name, in the network's order.</summary>
    public IReadOnlyList<(string Name, Parameter Value)> Trained { get; }

    /// <summary>The base of a model folder with a new adapter, or Wan2.1 itself.</summary>
    /// <param name="folder">A folder that has a transformer.</param>
    /// <param name="recipe">Mode, adapter and seed.</param>
    /// <param name="sizes">The samples' sizes.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="BadInputException">The base is damaged, is no text-to-video transformer, or reads other text
    /// than the samples have.</exception>
    public static TrainableNetwork Load(ModelFolder folder, TrainingRecipe recipe, SampleSizes sizes, Device device)
    {
        using var weights = PartNames.Transformer(TensorSources.Open(folder.FileOf(ModelPart.Transformer)));
        var config = ConfigOf(folder, weights, recipe, sizes);
        var lora =
            recipe.Mode == TrainingMode.Lora
                ? new LoraConfig
                {
                    Rank = recipe.Rank,
                    Alpha = recipe.Alpha,
                    TargetModules = recipe.Targets,
                }
                : null;
        var (first, last) = (
            TrainedWeights.FirstAudioBlock,
            TrainedWeights.FirstAudioBlock + config.AudioProjections - 1
        );
        if (recipe.AudioBlocks.Any(block => block < first || block > last))
            throw new WrongUseException(
                $"The field audio_blocks of the training recipe must name blocks from {first} to {last}, which can "
                    + "receive audio in this network."
            );
        var network = new WanTransformer(config, lora, META, ScalarType.Float32);
        try
        {
            using var adapter = new NewAdapter(network, weights, recipe);
            using var injected = new InjectedTensors(weights, adapter);
            StrictLoader.Load(
                network,
                recipe.IsBase ? weights : injected,
                new LoadOptions { Device = device, DataType = ScalarType.Float32 }
            );
            return new TrainableNetwork(network, recipe);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Predicts the velocity of clips (B, 16, T, h, w).</summary>
    public Tensor Predict(ClipBatch clips, NoisedClips noised, CancellationToken cancellation = default)
    {
        using var text = Network.EncodeText(clips.Text);
        using var audio = clips.Audio is null ? AudioCondition.None : Network.EncodeAudio(clips.Audio);
        var context = new ForwardContext
        {
            Runner = Recipe.Recompute ? new BlockRecomputation() : null,
            Cancellation = cancellation,
        };
        return Network.Forward(noised.Latents, noised.Conditions, noised.Timesteps, text, audio, context);
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    private static WanTransformerConfig ConfigOf(
        ModelFolder folder,
        ITensorSource weights,
        TrainingRecipe recipe,
        SampleSizes sizes
    )
    {
        var config = ModelArchitecture.BaseTransformer(
            weights,
            folder.ConfigOf(ModelPart.Transformer),
            folder.Settings.Architecture.TransformerHeads
        );
        if (config.HasAudio)
            throw new BadInputException(
                $"{weights.Name} takes {config.InChannels} channels; training needs a text-to-video transformer, "
                    + $"which takes {config.OutChannels}."
            );
        if (config.TextDim != sizes.TextWidth)
            throw new BadInputException(
                $"The training samples have text of {sizes.TextWidth} values a row, but {weights.Name} reads "
                    + $"{config.TextDim}."
            );
        return recipe.IsBase
            ? config
            : (
                config with
                {
                    InChannels = 2 * config.OutChannels + 1,
                    AudioHiddenSize = recipe.AudioHiddenSize,
                    AudioInputDim = sizes.AudioWidth,
                }
            ).Validated();
    }
}
