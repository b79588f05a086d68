using System.Reflection;

namespace OmniAvatar.TorchSharpRepair.Tests;

/// <summary>TorchSharp's two files: as the package has them, and as the build repaired them.</summary>
internal static class TorchSharpFiles
{
    public static string Packaged => Path.Combine(Folder("PackagedFolder"), "lib/net8.0/TorchSharp.dll");

    public static string Repaired => Path.Combine(Folder("RepairedFolder"), "TorchSharp.dll");

    public static string PackagedLibrary =>
        Path.Combine(Folder("PackagedFolder"), "runtimes/linux-x64/native/libLibTorchSharp.so");

    public static string RepairedLibrary => Path.Combine(Folder("RepairedFolder"), "libLibTorchSharp.so");

    private static string Folder(string key) =>
        typeof(TorchSharpFiles)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == key)
            .Value!;
}
