using NetArchTest.Rules;
using Layer = System.Reflection.Assembly;

namespace OmniAvatar.Grains.Tests;

/// <summary>The one-way rule: src knows no Orleans, control and rendering know only the contracts, and nobody here knows the model.</summary>
public sealed class ArchitectureTests
{
    private static readonly Layer Vocabulary = typeof(BadInputException).Assembly;
    private static readonly Layer Storage = typeof(Storage.DirectoryArtifactStore).Assembly;
    private static readonly Layer Contracts = typeof(WorkClock).Assembly;
    private static readonly Layer Control = typeof(Control.Pool.GpuPoolGrain).Assembly;
    private static readonly Layer Rendering = typeof(Rendering.Work.SegmentGrain).Assembly;
    private static readonly Layer Silos = typeof(OmniAvatar.Silos.Embedded.EmbeddedCluster).Assembly;

    [Fact]
    public void References_OfEveryLayer_PointOneWay()
    {
        MayReference(Vocabulary);
        MayReference(Storage, Vocabulary);
        MayReference(Contracts, Vocabulary);
        MayReference(Control, Contracts, Vocabulary);
        MayReference(Rendering, Contracts, Vocabulary);
        MayReference(Silos, Contracts, Storage, Vocabulary);
    }

    [Fact]
    public void Sources_Everywhere_KnowNoOrleans() => ShouldNotDependOn([Vocabulary, Storage], "Orleans");

    [Fact]
    public void Grains_Everywhere_KnowNoTorch() => ShouldNotDependOn([Contracts, Control, Rendering, Silos], "TorchSharp");

    private static void MayReference(Layer assembly, params Layer[] allowed) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name == "OmniAvatar" || name.StartsWith("OmniAvatar.", StringComparison.Ordinal))
        .Except(allowed.Select(a => a.GetName().Name!))
        .ShouldBeEmpty($"{assembly.GetName().Name} reaches too far");

    private static void ShouldNotDependOn(IEnumerable<Layer> assemblies, string what)
    {
        foreach (var assembly in assemblies)
        {
            assembly.GetReferencedAssemblies().ShouldNotContain(r => r.Name!.StartsWith(what, StringComparison.Ordinal), assembly.FullName);
            Types.InAssembly(assembly).ShouldNot().HaveDependencyOn(what).GetResult().IsSuccessful.ShouldBeTrue(assembly.FullName);
        }
    }
}
