using OmniAvatar.TorchSharpRepair.Handles;
using OmniAvatar.TorchSharpRepair.Libraries;

namespace OmniAvatar.TorchSharpRepair;

/// <summary>Writes repaired copies of TorchSharp's two files. MSBuild runs it and reads its errors.</summary>
internal static class Program
{
    /// <summary>The symbol version that Debian 12's libstdc++ lacks, and that nothing in the library needs.</summary>
    private const string NewerLibstdcxx = "GLIBCXX_3.4.32";

    private static int Main(string[] args)
    {
        if (args is not [var assembly, var repairedAssembly, var library, var repairedLibrary])
        {
            Console.Error.WriteLine("Usage: TorchSharpRepair TorchSharp.dll REPAIRED libLibTorchSharp.so REPAIRED");
            return 2;
        }
        try
        {
            var methods = 0;
            WholeFile.Write(repairedAssembly, output => methods = HandleKeeper.Repair(assembly, output));
            Console.WriteLine($"{Path.GetFileName(assembly)}: {methods} methods keep their handles alive");

            var image = File.ReadAllBytes(library);
            var weakened = VersionNeeds.Weaken(image, NewerLibstdcxx);
            WholeFile.Write(repairedLibrary, output => File.WriteAllBytes(output, image));
            Console.WriteLine(
                $"{Path.GetFileName(library)}: {NewerLibstdcxx} {(weakened ? "is now" : "was not")} needed weakly"
            );
            return 0;
        }
        catch (Exception e) when (e is RepairException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"TorchSharpRepair : error : {e.Message}");
            return 1;
        }
    }
}
