using OmniAvatar.Datasets.Clips;

namespace OmniAvatar.Datasets.Curation.Files;

/// <summary>Which collection the clips of a folder are from: the first folder of the video that a clip was cut from, or
/// of the clip itself.</summary>
internal sealed class ClipSources
{
    private readonly IReadOnlyDictionary<string, string> _videos;

    private ClipSources(IReadOnlyDictionary<string, string> videos) => _videos = videos;

    /// <summary>Reads what curating noted, where the folder was curated.</summary>
    /// <exception cref="BadInputException">The list is damaged.</exception>
    public static ClipSources Read(string folder)
    {
        var path = Path.Combine(folder, CurationManifest.Name);
        var clips = File.Exists(path) ? CurationJson.Read<CurationManifest>(path).Clips : [];
        return new ClipSources(
            clips
                .DistinctBy(clip => clip.File)
                .ToDictionary(clip => clip.File, clip => clip.Source, StringComparer.Ordinal)
        );
    }

    /// <summary>The collection of a clip by its name in the folder.</summary>
    public string Of(string file)
    {
        var steps = _videos.GetValueOrDefault(file, file).Split('/');
        return steps.Length > 1 ? steps[0] : TalkingClip.DefaultSource;
    }
}
