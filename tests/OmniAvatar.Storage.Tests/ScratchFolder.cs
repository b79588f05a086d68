namespace OmniAvatar.Storage.Tests;

/// <summary>A folder of one test's own, removed after it.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("omniavatar-").FullName;

    public string Combine(params string[] levels) => System.IO.Path.Combine([Path, .. levels]);

    public string Write(string name, byte[] content)
    {
        var path = Combine(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
