using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Speech;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Components.AudioEncoders;
using OmniAvatar.Training.Components.Autoencoders;
using OmniAvatar.Training.Components.TextEncoders;

namespace OmniAvatar.Training.Recipes;

/// <summary>The options by which the small model's frozen networks are trained.</summary>
internal sealed class SmallModelComponents(SmallModelSettings settings, SmallModelFolders folders, TimeProvider time)
{
    public AudioEncoderTrainingOptions AudioEncoder =>
        new()
        {
            Run = RunOf(SmallModelRecipe.AudioEncoder, settings.AudioEncoderSteps),
            Destination = folders.AudioEncoder,
            PhonemeCount = PhonemeClasses.Names.Count,
            Network = settings.Preset.AudioEncoder,
            Clips = Use,
        };

    public AutoencoderTrainingOptions PictureAutoencoder =>
        new()
        {
            Run = RunOf(SmallModelRecipe.PictureAutoencoder, settings.PictureAutoencoderSteps) with
            {
                LearningRate = 2e-3,
            },
            Destination = folders.PictureAutoencoder,
            BaseDim = settings.Preset.Autoencoder.BaseDim,
            Clips = Use,
            Stages = settings.PictureAutoencoderStages,
        };

    /// <summary>
    /// A run of its own: in one run, weights on the past would meet an optimizer that has seen no gradient of theirs
    /// for thousands of steps, and takes their first ones for many times as large as usual.
    /// </summary>
    public AutoencoderTrainingOptions Autoencoder =>
        PictureAutoencoder with
        {
            Run = RunOf(SmallModelRecipe.Autoencoder, settings.AutoencoderSteps) with
            {
                LearningRate = 3e-4,
                WarmupSteps = 300,
            },
            From = folders.PictureAutoencoder,
            Destination = Path.Combine(folders.Wan, "Wan2.1_VAE.pth"),
            Stages = settings.AutoencoderStages,
        };

    public TextEncoderTrainingOptions TextEncoder =>
        new()
        {
            Run = RunOf(SmallModelRecipe.TextEncoder, settings.TextEncoderSteps),
            Destination = folders.Wan,
            Words = SceneCaption.Words,
            Network = settings.Preset.TextEncoder,
            HeldOut = Math.Max(1, settings.Captions / 100),
        };

    private ClipUse Use =>
        new()
        {
            HeldOut = settings.HeldOutClips,
            InMemory = 1000,
            StepsPerPool = 4000,
        };

    private ComponentRunOptions RunOf(string part, long steps) =>
        new()
        {
            Folder = folders.Of(part),
            Steps = steps,
            Seed = settings.Seed,
            Threads = settings.Threads,
            Time = time,
        };
}
