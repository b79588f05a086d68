using System.IO.Compression;
using System.Text;

namespace OmniAvatar.Cli.Tests.Inputs;

/// <summary>A checkpoint whose pickle calls <c>os.system</c> when a careless reader loads it.</summary>
internal static class EvilPickle
{
    public static void Write(string path, string command)
    {
        File.Delete(path);
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var pickle = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open())
            pickle.Write(Encoding.ASCII.GetBytes($"cos\nsystem\n(S'{command}'\ntR."));
        using var version = archive.CreateEntry("archive/version", CompressionLevel.NoCompression).Open();
        version.Write("3\n"u8);
    }
}
