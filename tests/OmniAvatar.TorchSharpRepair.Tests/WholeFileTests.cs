namespace OmniAvatar.TorchSharpRepair.Tests;

public sealed class WholeFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torchsharp-repair-");

    private string Target => Path.Combine(_folder.FullName, "deep", "file");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_OverAFile_ReplacesItForThoseWhoOpenItAfterwards()
    {
        WholeFile.Write(Target, path => File.WriteAllText(path, "old"));
        using var opened = File.OpenText(Target);

        WholeFile.Write(Target, path => File.WriteAllText(path, "new"));

        File.ReadAllText(Target).ShouldBe("new");
        opened.ReadToEnd().ShouldBe("old");
        Directory.GetFiles(Path.GetDirectoryName(Target)!).ShouldBe([Target]);
    }

    [Fact]
    public void Write_ThatFailsHalfway_LeavesTheOldFileAndNothingElse()
    {
        WholeFile.Write(Target, path => File.WriteAllText(path, "old"));

        Should.Throw<RepairException>(() =>
            WholeFile.Write(
                Target,
                path =>
                {
                    File.WriteAllText(path, "half");
                    throw new RepairException("It ends here.");
                }
            )
        );

        File.ReadAllText(Target).ShouldBe("old");
        Directory.GetFiles(Path.GetDirectoryName(Target)!).ShouldBe([Target]);
    }
}
