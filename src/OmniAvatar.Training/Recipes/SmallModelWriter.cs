using OmniAvatar.Datasets.Clips;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Diffusion.Weights.Sources;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Training.Components;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Recipes;

/// <summary>What the finished model folder is.</summary>
/// <param name="Bytes">Size of all its files.</param>
/// <param name="LeastFlatness">A picture that is less flat than this is unlike the model's own pictures.</param>
public sealed record SmallModelReport(long Bytes, double LeastFlatness);

/// <summary>Puts the trained transformer and adapter into the model folder in their stored type, and says what the
/// folder is.</summary>
internal static class SmallModelWriter
{
    /// <summary>The transformer's file.</summary>
    public const string TransformerName = "diffusion_pytorch_model.safetensors";

    /// <summary>How flat a picture must be to count as the model's own kind, as a share of what the least flat drawing
    /// is.</summary>
    private const double Allowance = 0.5;

    /// <exception cref="RenderFailedException">A file cannot be written.</exception>
    public static SmallModelReport Write(
        SmallModelSettings settings,
        SmallModelFolders folders,
        IClipSource clips,
        CancellationToken cancellation
    )
    {
        using (var transformer = Open(folders.ModelOf(SmallModelRecipe.Base), ModelPart.Transformer))
            SafetensorsWriter.Write(
                Path.Combine(folders.Wan, TransformerName),
                Stored(transformer),
                key => [transformer.Read(key, ScalarType.Float32)]
            );
        using (var adapter = Open(folders.ModelOf(SmallModelRecipe.Adapter), ModelPart.Adapter))
            PickleWeightsWriter.Write(
                Path.Combine(folders.Adapter, "pytorch_model.pt"),
                [.. Stored(adapter)],
                key => [adapter.Read(key, ScalarType.Float32)]
            );
        var limit = LeastFlatness(settings, clips, cancellation);
        TrainedFiles.Guard(folders.Model, () => WriteDocuments(settings, folders, limit));
        var bytes = Directory
            .EnumerateFiles(folders.Model, "*", SearchOption.AllDirectories)
            .Sum(file => new FileInfo(file).Length);
        return new SmallModelReport(bytes, limit);
    }

    private static ITensorSource Open(string model, ModelPart part) =>
        TensorSources.Open(ModelFolder.Open(model, [part]).FileOf(part));

    private static Dictionary<string, TensorInfo> Stored(ITensorSource source) =>
        source.Tensors.ToDictionary(
            pair => pair.Key,
            pair => new TensorInfo(TrainedFiles.StoredType, pair.Value.Shape),
            StringComparer.Ordinal
        );

    private static double LeastFlatness(SmallModelSettings settings, IClipSource clips, CancellationToken cancellation)
    {
        var size = new VideoSize(settings.Side, settings.Side);
        var least = Enumerable
            .Range(settings.Clips, settings.HeldOutClips)
            .Min(index => PictureFamiliarity.FlatnessOf(FirstFrame(clips.Read(index, cancellation)), size));
        return Math.Round(Allowance * least, 4);
    }

    private static Picture FirstFrame(TalkingClip clip) =>
        new(clip.Width, clip.Height, clip.Frames[..(3 * clip.Width * clip.Height)]);

    private static void WriteDocuments(SmallModelSettings settings, SmallModelFolders folders, double limit)
    {
        var adapter = new LoraConfig
        {
            Rank = settings.Adapter.Rank,
            Alpha = settings.Adapter.Alpha,
            TargetModules = settings.Adapter.Targets,
        };
        FolderDocuments.WriteConfigurations(folders.Model, settings.Preset with { Adapter = adapter });
        new ModelSettings
        {
            Description =
                "A small model that draws talking cartoon faces, trained by 'omniavatar train small' on "
                + "clips that it draws itself.",
            Defaults = settings.Preset.Defaults,
            Pictures = new KnownPictures { LeastFlatness = limit },
        }.Write(folders.Model);
    }
}
