using OmniAvatar.TorchSharpRepair.Libraries;

namespace OmniAvatar.TorchSharpRepair.Tests.Libraries;

public sealed class TorchSharpLibraryTests
{
    [Fact]
    public void Repaired_DiffersFromThePackagesInOneFlag()
    {
        var packaged = File.ReadAllBytes(TorchSharpFiles.PackagedLibrary);
        var repaired = File.ReadAllBytes(TorchSharpFiles.RepairedLibrary);

        var change = packaged.Zip(repaired).Single(pair => pair.First != pair.Second);
        change.ShouldBe(((byte)0, (byte)2));
        repaired.Length.ShouldBe(packaged.Length);
        VersionNeeds.Weaken(repaired, "GLIBCXX_3.4.32").ShouldBeFalse();
    }
}
