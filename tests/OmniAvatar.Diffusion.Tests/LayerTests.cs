using System.Reflection;

namespace OmniAvatar.Diffusion.Tests;

/// <summary>The one-way rule of the layers that compute: each knows only those below it, and none knows
/// Orleans.</summary>
public sealed class LayerTests
{
    private static readonly Assembly Vocabulary = typeof(BadInputException).Assembly;
    private static readonly Assembly Diffusion = typeof(OmniAvatar.Diffusion.Transformers.WanTransformer).Assembly;
    private static readonly Assembly Verification = typeof(OmniAvatar.Verification.GoldenVerifier).Assembly;
    private static readonly Assembly Training = typeof(OmniAvatar.Training.Data.TalkingClip).Assembly;
    private static readonly Assembly Media = Assembly.Load("OmniAvatar.Media");

    [Fact]
    public void References_OfTheLayersThatCompute_PointOneWay()
    {
        MayReference(Vocabulary);
        MayReference(Diffusion, Vocabulary);
        MayReference(Media, Vocabulary);
        MayReference(Training, Vocabulary, Diffusion, Media);
        MayReference(Verification, Vocabulary, Diffusion, Media, Training);
    }

    [Fact]
    public void References_OfTheLayersThatCompute_KnowNoOrleans() =>
        new[] { Vocabulary, Diffusion, Media, Training, Verification }
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
