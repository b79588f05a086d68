namespace OmniAvatar.Storage.Tests;

public sealed class FileFailureTests
{
    [Fact]
    public void Writing_DiskFull_SaysWhatToDo()
    {
        var full = Should.Throw<IOException>(() => File.WriteAllBytes("/dev/full", new byte[1]));

        FileFailure
            .Writing("/data", full)
            .Message.ShouldBe("The disk holding /data is full; free some space and run the same command again.");
    }

    [Fact]
    public void Constructor_FolderThatCannotBeWritten_SaysPermissionDenied() =>
        Should
            .Throw<RenderFailedException>(() => new DirectoryArtifactStore("/sys/omniavatar"))
            .Message.ShouldBe("/sys/omniavatar cannot be written: permission denied.");
}
