using System.Runtime.Versioning;

namespace OmniAvatar.Storage.Tests;

[UnsupportedOSPlatform("windows")]
public sealed class ProcessFolderTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    private string All => _scratch.Combine("all");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Open_BesideALivingOne_LeavesItAlone()
    {
        using var first = new ProcessFolder(All);
        File.WriteAllText(first.NewPath(), "half an upload");

        using var second = new ProcessFolder(All);

        Directory.GetFiles(first.Root).ShouldHaveSingleItem();
        second.Root.ShouldNotBe(first.Root);
    }

    [Fact]
    public void Open_AfterAKill_SweepsWhatTheDeadProcessLeft()
    {
        // As a kill leaves it: the folder and the file of the lock, and nobody who holds it.
        var dead = Directory.CreateDirectory(Path.Combine(All, "dead")).FullName;
        File.WriteAllText(dead + ".lock", "");
        File.WriteAllText(Path.Combine(dead, "1"), "half an upload");

        using var folder = new ProcessFolder(All);

        Directory.GetDirectories(All).ShouldBe([folder.Root]);
        Directory.GetFiles(All).ShouldHaveSingleItem();
    }

    [Fact]
    public void Open_FolderWithoutLock_GoesWhenNothingWasWrittenForADay()
    {
        var old = Directory.CreateDirectory(Path.Combine(All, "old")).FullName;
        var young = Directory.CreateDirectory(Path.Combine(All, "young")).FullName;
        File.WriteAllText(Path.Combine(old, "upload"), "");
        File.SetLastWriteTimeUtc(Path.Combine(old, "upload"), DateTime.UtcNow.AddDays(-2));
        Directory.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddDays(-2));

        using var folder = new ProcessFolder(All);

        Directory.Exists(old).ShouldBeFalse();
        Directory.Exists(young).ShouldBeTrue();
    }

    [Fact]
    public void Dispose_WithFiles_LeavesNothing()
    {
        using (var folder = new ProcessFolder(All))
            File.WriteAllText(folder.NewPath(), "");

        Directory.GetFileSystemEntries(All).ShouldBeEmpty();
    }

    [Fact]
    public void Folders_OfAProcess_AreClosedToOtherUsers()
    {
        using var folder = new ProcessFolder(All);

        foreach (var path in (string[])[All, folder.Root])
            File.GetUnixFileMode(path)
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
