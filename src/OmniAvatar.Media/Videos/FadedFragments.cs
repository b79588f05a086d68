using System.Globalization;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Videos;

/// <summary>A video's fragments, those that begin with a crossfade replaced; what was encoded for it goes when this
/// does.</summary>
internal sealed class FadedFragments(AssemblyTask task) : IDisposable
{
    private readonly List<PartialFile> _encoded = [];

    /// <summary>Encodes what is faded, one after the other.</summary>
    /// <returns>The fragments to join, in order.</returns>
    public async Task<IReadOnlyList<string>> EncodeAsync(CancellationToken cancellation)
    {
        var paths = task.FragmentPaths.ToArray();
        foreach (var crossfade in task.Crossfades)
        {
            var faded = new PartialFile(
                string.Create(CultureInfo.InvariantCulture, $"{task.OutputPath}.{crossfade.Fragment}")
            );
            _encoded.Add(faded);
            await CrossfadeEncoder.EncodeAsync(
                paths[crossfade.Fragment],
                crossfade,
                task.FramesPerSecond,
                faded,
                cancellation
            );
            paths[crossfade.Fragment] = faded.Path;
        }
        return paths;
    }

    public void Dispose() => _encoded.ForEach(file => file.Dispose());
}
