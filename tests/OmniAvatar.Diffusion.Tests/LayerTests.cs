using System.Reflection;

namespace OmniAvatar.Diffusion.Tests;

/// <summary>The one-way rule of the layers that compute: each knows only those below it, and none knows
/// Orleans.</summary>
public sealed class LayerTests
{
    private static readonly Assembly Vocabulary = typeof(BadInputException).Assembly;
    private static readonly Assembly Diffusion = typeof(OmniAvatar.Diffusion.Transformers.WanTransformer).Assembly;
    private static readonly Assembly Verification = typeof(OmniAvatar.Verification.GoldenVerifier).Assembly;
    private static readonly Assembly Datasets = typeof(OmniAvatar.Datasets.Clips.TalkingClip).Assembly;
    private static readonly Assembly Training = typeof(OmniAvatar.Training.Optimization.AdamW).Assembly;
    private static readonly Assembly Evaluation = typeof(OmniAvatar.Evaluation.VideoEvaluator).Assembly;
    private static readonly Assembly Media = Assembly.Load("OmniAvatar.Media");

    [Fact]
    public void References_OfTheLayersThatCompute_PointOneWay()
    {
        MayReference(Vocabulary);
        MayReference(Diffusion, Vocabulary);
        MayReference(Media, Vocabulary);
        MayReference(Datasets, Vocabulary, Diffusion, Media);
        MayReference(Training, Vocabulary, Diffusion, Media, Datasets);
        MayReference(Evaluation, Vocabulary, Diffusion, Media, Datasets);
        MayReference(Verification, Vocabulary, Diffusion, Training, Evaluation);
    }

    [Fact]
    public void References_OfTheLayersThatCompute_KnowNoOrleans() =>
        new[] { Vocabulary, Diffusion, Media, Datasets, Training, Evaluation, Verification }
            .SelectMany(layer => layer.GetReferencedAssemblies())
            .ShouldNotContain(reference => reference.Name!.StartsWith("Orleans", StringComparison.Ordinal));

    [Fact]
    public void References_OfTheVocabularyAndMedia_KnowNoTorch() =>
        new[] { Vocabulary, Media }
            .SelectMany(layer => layer.GetReferencedAssemblies())
            .ShouldNotContain(reference => reference.Name!.StartsWith("TorchSharp", StringComparison.Ordinal));

    private static void MayReference(Assembly layer, params Assembly[] allowed) =>
        layer
            .GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => name == "OmniAvatar" || name.StartsWith("OmniAvatar.", StringComparison.Ordinal))
            .Except(allowed.Select(a => a.GetName().Name!))
            .ShouldBeEmpty($"{layer.GetName().Name} reaches too far");
}
