using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OmniAvatar.Deploy.Tests.Sources;

/// <summary>The one-way rule, for every assembly of the product: which others it may reference, and whether it may know
/// Orleans or Torch.</summary>
public sealed class ArchitectureTests
{
    private const string Orleans = "Orleans";
    private const string Torch = "TorchSharp";

    private static readonly string[] Folders = ["src", "grains", "silos"];

    /// <summary>Assembly, then all that it may reference. <see cref="Orleans"/> and <see cref="Torch"/> stand for all
    /// assemblies of theirs.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["OmniAvatar"] = [],
        ["OmniAvatar.Client"] = ["OmniAvatar"],
        ["OmniAvatar.Storage"] = ["OmniAvatar"],
        ["OmniAvatar.Media"] = ["OmniAvatar"],
        ["OmniAvatar.Diffusion"] = ["OmniAvatar", Torch],
        ["OmniAvatar.Datasets"] = ["OmniAvatar", "OmniAvatar.Diffusion", "OmniAvatar.Media", Torch],
        ["OmniAvatar.Training"] =
        [
            "OmniAvatar",
            "OmniAvatar.Diffusion",
            "OmniAvatar.Media",
            "OmniAvatar.Datasets",
            Torch,
        ],
        ["OmniAvatar.Evaluation"] =
        [
            "OmniAvatar",
            "OmniAvatar.Diffusion",
            "OmniAvatar.Media",
            "OmniAvatar.Datasets",
            Torch,
        ],
        ["OmniAvatar.Verification"] =
        [
            "OmniAvatar",
            "OmniAvatar.Diffusion",
            "OmniAvatar.Training",
            "OmniAvatar.Evaluation",
            Torch,
        ],
        ["OmniAvatar.Grains.Abstractions"] = ["OmniAvatar", Orleans],
        ["OmniAvatar.Grains.Control"] = ["OmniAvatar", "OmniAvatar.Grains.Abstractions", Orleans],
        ["OmniAvatar.Grains.Rendering"] = ["OmniAvatar", "OmniAvatar.Grains.Abstractions", Orleans],
        ["OmniAvatar.Silos.Records"] = ["OmniAvatar", "OmniAvatar.Grains.Abstractions", Orleans],
        ["OmniAvatar.Silos.Hosting"] =
        [
            "OmniAvatar",
            "OmniAvatar.Storage",
            "OmniAvatar.Grains.Abstractions",
            "OmniAvatar.Silos.Records",
            Orleans,
        ],
        ["OmniAvatar.Silos.Http"] =
        [
            "OmniAvatar",
            "OmniAvatar.Client",
            "OmniAvatar.Media",
            "OmniAvatar.Grains.Abstractions",
            Orleans,
        ],
        ["OmniAvatar.Silos.Gateway"] =
        [
            "OmniAvatar",
            "OmniAvatar.Media",
            "OmniAvatar.Grains.Abstractions",
            "OmniAvatar.Grains.Control",
            "OmniAvatar.Silos.Hosting",
            "OmniAvatar.Silos.Http",
            "OmniAvatar.Silos.Records",
            Orleans,
        ],
        ["OmniAvatar.Silos.Renderer"] =
        [
            "OmniAvatar",
            "OmniAvatar.Media",
            "OmniAvatar.Diffusion",
            "OmniAvatar.Grains.Abstractions",
            "OmniAvatar.Grains.Rendering",
            "OmniAvatar.Silos.Hosting",
            "OmniAvatar.Silos.Records",
            Orleans,
            Torch,
        ],
        // The program that composes all of it on one machine.
        ["OmniAvatar.Cli"] =
        [
            "OmniAvatar",
            "OmniAvatar.Client",
            "OmniAvatar.Storage",
            "OmniAvatar.Media",
            "OmniAvatar.Diffusion",
            "OmniAvatar.Datasets",
            "OmniAvatar.Training",
            "OmniAvatar.Evaluation",
            "OmniAvatar.Verification",
            "OmniAvatar.Grains.Abstractions",
            "OmniAvatar.Grains.Control",
            "OmniAvatar.Grains.Rendering",
            "OmniAvatar.Silos.Hosting",
            "OmniAvatar.Silos.Http",
            "OmniAvatar.Silos.Records",
            Orleans,
            Torch,
        ],
    };

    public static TheoryData<string> Assemblies => [.. Allowed.Keys];

    [Fact]
    public void Table_NamesEveryProjectOfTheProduct() =>
        Folders
            .SelectMany(folder => Directory.GetDirectories(RepositoryFiles.PathOf(folder)))
            .SelectMany(folder => Directory.GetFiles(folder, "*.csproj"))
            .Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(Allowed.Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_OfEveryAssembly_AreThoseOfTheTable(string assembly) =>
        References(assembly).Except(Allowed[assembly]).ShouldBeEmpty($"{assembly} reaches too far");

    /// <summary>The product's assemblies that one references, and Orleans and Torch by one name each.</summary>
    private static HashSet<string> References(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Built(assembly)));
        var metadata = file.GetMetadataReader();
        return
        [
            .. metadata
                .AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
                .Select(Family)
                .OfType<string>(),
        ];
    }

    private static string? Family(string name) =>
        name.Split('.')[0] switch
        {
            Orleans => Orleans,
            Torch => Torch,
            "OmniAvatar" => name,
            _ => null,
        };

    private static string Built(string assembly)
    {
        // These tests were built as the product was: …/bin/Release/net10.0.
        var output = Path.GetRelativePath(
            RepositoryFiles.PathOf("tests/OmniAvatar.Deploy.Tests"),
            AppContext.BaseDirectory
        );
        var folder = Folders.Select(part => RepositoryFiles.PathOf($"{part}/{assembly}")).Single(Directory.Exists);
        return Path.Combine(folder, output, assembly + ".dll");
    }
}
