using OmniAvatar.Cli.Rendering;
using OmniAvatar.Identity;

namespace OmniAvatar.Cli.Tests.Rendering;

public sealed class JobLockTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Take_HeldLock_SaysThatAnotherProcessRenders()
    {
        var path = Path.Combine(_folder.FullName, "lock");
        using var first = JobLock.Take(path);

        Should.Throw<RenderFailedException>(() => JobLock.Take(path)).Message.ShouldContain("another process");
    }

    [Fact]
    public void Take_PathOfAFolder_IsNotSomebodysLock()
    {
        var message = Should.Throw<ResourcesException>(() => JobLock.Take(_folder.FullName)).Message;
        message.ShouldContain(_folder.FullName);
        message.ShouldNotContain("another process");
    }

    [Fact]
    public void Take_LockLeftBehind_IsNotInTheWay()
    {
        var path = Path.Combine(_folder.FullName, "lock");
        File.WriteAllText(path, "");

        using var taken = JobLock.Take(path);
    }

    [Fact]
    public void Open_FolderOfAnotherRelease_IsRefused()
    {
        DataFolder.Open(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "version"), "999\n");

        Should
            .Throw<RenderFailedException>(() => DataFolder.Open(_folder.FullName))
            .Message.ShouldContain("another release");
    }

    [Fact]
    public void Open_PathBelowAFile_IsRefusedInOneSentence()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");

        Should
            .Throw<RenderFailedException>(() => DataFolder.Open(Path.Combine(file, "data")))
            .Message.ShouldContain("--data");
    }

    [Fact]
    public void LockOf_TwoJobs_AreTwoFiles()
    {
        var data = DataFolder.Open(_folder.FullName);

        data.LockOf(new JobId("local", "a")).ShouldNotBe(data.LockOf(new JobId("local", "b")));
    }
}
