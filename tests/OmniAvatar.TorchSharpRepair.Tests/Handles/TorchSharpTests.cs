using Mono.Cecil;
using OmniAvatar.TorchSharpRepair.Handles;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

/// <summary>The whole of TorchSharp.dll, call by call.</summary>
public sealed class TorchSharpTests
{
    [Fact]
    public void Repaired_EveryHandleGivenToNativeCode_IsKeptUntilTheCallReturns()
    {
        var audits = Audit(TorchSharpFiles.Repaired);

        audits.SelectMany(audit => audit.Faults).ShouldBeEmpty();
        audits.Sum(audit => audit.Handles).ShouldBeGreaterThan(2000);
    }

    /// <summary>What the audit is worth: it sees what the package's own file lacks.</summary>
    [Fact]
    public void Packaged_HandlesGivenToNativeCode_AreNotKept() =>
        Audit(TorchSharpFiles.Packaged).Sum(audit => audit.Faults.Count).ShouldBeGreaterThan(1000);

    private static List<HandleAudit> Audit(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return
        [
            .. module
                .GetTypes()
                .SelectMany(type => type.Methods)
                .Where(method => method.HasBody && method.Body.Instructions.Any(NativeHandles.CallsNative))
                .Select(HandleAudit.Of),
        ];
    }
}
