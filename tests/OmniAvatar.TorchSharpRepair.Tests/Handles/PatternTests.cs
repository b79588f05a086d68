using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using OmniAvatar.TorchSharpRepair.Handles;
using OmniAvatar.TorchSharpRepair.Tests.Patterns;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

/// <summary>Runs each pattern in a repaired copy of this very assembly, beside the copy as it was compiled.</summary>
public sealed class PatternTests : IDisposable
{
    private static readonly string ThisAssembly = typeof(PatternTests).Assembly.Location;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torchsharp-repair-");
    private readonly string _repaired;

    public PatternTests()
    {
        _repaired = Path.Combine(_folder.FullName, Path.GetFileName(ThisAssembly));
        HandleKeeper.Repair(ThisAssembly, _repaired);
    }

    /// <summary>Each pattern, and how many handles native code reads in it.</summary>
    public static TheoryData<string, int> PatternNames =>
        new()
        {
            { nameof(SelfOwner), 1 },
            { nameof(Calls.Parameter), 1 },
            { nameof(Calls.Passing), 1 },
            { nameof(Calls.Local), 1 },
            { nameof(Calls.StaticMethod), 1 },
            { nameof(Calls.TwoHandles), 2 },
            { nameof(Calls.Loop), 3 },
            { nameof(Calls.Collection), 2 },
            { nameof(Calls.Span), 2 },
            { nameof(Calls.Constrained), 2 },
            { nameof(Calls.TryCatch), 3 },
            { nameof(Calls.EarlyReturn), 5 },
            { nameof(Calls.NearJumps), 5 },
        };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(PatternNames))]
    public void Repaired_ACollectionDuringTheCall_FreesNothing(string pattern, int handles) =>
        Run(_repaired, pattern).ShouldBe((handles, 0));

#if !DEBUG // Without optimisation, variables live as long as their method anyway.
    [Theory]
    [MemberData(nameof(PatternNames))]
    public void AsCompiled_ACollectionDuringTheCall_FreesWhatIsRead(string pattern, int handles)
    {
        var (seen, freed) = Run(ThisAssembly, pattern);
        seen.ShouldBe(handles);
        freed.ShouldBeGreaterThan(0);
    }
#endif

    [Fact]
    public void Audit_OfThePatterns_FindsFaultsOnlyBeforeTheRepair()
    {
        FaultyMethods(_repaired).ShouldBeEmpty();
        FaultyMethods(ThisAssembly)
            .ShouldBe([.. PatternNames.Select(pattern => (string)pattern[0])], ignoreOrder: true);
    }

    private static (int Seen, int Freed) Run(string assembly, string pattern)
    {
        var context = new AssemblyLoadContext(pattern);
        var loaded = context.LoadFromAssemblyPath(assembly);
        loaded
            .GetType(typeof(Callers).FullName!)!
            .GetMethod(nameof(Callers.Run))!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [pattern], null);
        var native = loaded.GetType(typeof(Native).FullName!)!;
        return (Count(nameof(Native.Seen)), Count(nameof(Native.Freed)));

        int Count(string field) => (int)native.GetField(field)!.GetValue(null)!;
    }

    private static string[] FaultyMethods(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return
        [
            .. module
                .GetTypes()
                .Where(type => type.Namespace == typeof(Calls).Namespace)
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody && HandleAudit.Of(method).Faults.Count > 0)
                .Select(method => method.DeclaringType.Name == nameof(Calls) ? method.Name : method.DeclaringType.Name),
        ];
    }
}
