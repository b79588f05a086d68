using OmniAvatar.TorchSharpRepair.Handles;

namespace OmniAvatar.TorchSharpRepair.Tests.Handles;

public sealed class HandleKeeperTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torchsharp-repair-");

    private string Output => Path.Combine(_folder.FullName, "out.dll");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Repair_AnAssemblyWithoutHandles_IsRefused() =>
        Should
            .Throw<RepairException>(() => HandleKeeper.Repair(typeof(Should).Assembly.Location, Output))
            .Message.ShouldBe("No method of Shouldly.dll uses native handles; check whether the library has changed.");

    [Fact]
    public void Repair_AFileThatIsNoAssembly_IsRefused()
    {
        var file = Path.Combine(_folder.FullName, "text.dll");
        File.WriteAllText(file, "This is no assembly, however long it may be, and whatever it may be called.");

        Should
            .Throw<RepairException>(() => HandleKeeper.Repair(file, Output))
            .Message.ShouldContain("text.dll is not an assembly");
    }
}
