using System.Text.Json;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Files;

namespace OmniAvatar.Diffusion;

/// <summary>Reads the JSON files that lie beside weights, which come from outside and may be anything.</summary>
internal static class ConfigFile
{
    private const long LongestFile = 64 << 20;

    /// <summary>The content of a file, which a byte order mark may precede.</summary>
    /// <param name="path">The file.</param>
    /// <param name="depth">Objects and lists in one another that it may have.</param>
    /// <exception cref="BadInputException">It cannot be read or is not JSON.</exception>
    public static JsonElement Read(string path, int depth = 32)
    {
        var bytes = ReadBytes(path);
        try
        {
            var text = TextFile.ToUtf8(bytes, $"the file {path}");
            using var json = JsonDocument.Parse(
                text,
                new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false }
            );
            return json.RootElement.Clone();
        }
        catch (Exception failure) when (failure is JsonException or BadInputException)
        {
            var what = ForeignFile.Describe(bytes, ExpectedForm.Json);
            if (what is null && failure is BadInputException)
                throw;
            what ??= $"it is not the expected JSON from line {((JsonException)failure).LineNumber + 1} on";
            throw new BadInputException($"{path} cannot be read: {what}.", failure);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LongestFile)
                throw new BadInputException($"{path} is too long for a configuration.");
            return ForeignFile.IsEmptyOrNoFile(path) ? [] : File.ReadAllBytes(path);
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message.TrimEnd('.')}.", failure);
        }
    }
}
