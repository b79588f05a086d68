using System.Text.Json;
using OmniAvatar.Training.Extraction;

namespace OmniAvatar.Training.Samples;

/// <summary>Opens samples in whichever form they lie on disk.</summary>
public static class TrainingSamples
{
    /// <summary>Opens a folder that extraction wrote, or one of single samples; its list tells which.</summary>
    /// <exception cref="BadInputException">The folder has no list, or the list is damaged.</exception>
    public static ITrainingSamples Open(string folder) => IsExtracted(folder) ? new ExtractedTrainingSamples(folder, ExtractedSamples.Open(folder)) : SampleFolder.Open(folder);

    private static bool IsExtracted(string folder)
    {
        var path = Path.Combine(folder, ExtractionManifest.Name);
        if (!File.Exists(path)) return false;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.EnumerateObject().Any(field => field.Name.Equals("clips", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }
}
