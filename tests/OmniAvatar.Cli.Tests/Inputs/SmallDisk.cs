using System.Diagnostics;
using System.Globalization;

namespace OmniAvatar.Cli.Tests.Inputs;

/// <summary>A file system of a few megabytes, in memory, that a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 24;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-disk-");

    private SmallDisk() { }

    private string Filler => Path.Combine(_folder.FullName, "filler");

    /// <summary>Mounts one, or returns null where this process may not.</summary>
    public static SmallDisk? TryMount()
    {
        var disk = new SmallDisk();
        var size = string.Create(CultureInfo.InvariantCulture, $"size={Megabytes}m");
        if (Run("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk._folder.FullName))
            return disk;
        disk._folder.Delete();
        return null;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var block = new byte[1 << 16]; block.Length > 0; block = new byte[block.Length / 2])
        {
            try
            {
                while (true)
                    file.Write(block);
            }
            catch (IOException)
            {
                // Full for blocks of this size.
            }
        }
    }

    /// <summary>Takes away what <see cref="Fill"/> wrote.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", _folder.FullName);
        _folder.Delete();
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that fills a disk of its own; skipped, and counted as skipped, where none may be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool CanMount = Probe();

    public SmallDiskFactAttribute() => Skip = CanMount ? null : "mounting a small file system needs root";

    private static bool Probe()
    {
        using var disk = SmallDisk.TryMount();
        return disk is not null;
    }
}
