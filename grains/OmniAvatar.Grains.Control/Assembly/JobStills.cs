using OmniAvatar.Artifacts;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;

namespace OmniAvatar.Grains.Control.Assembly;

/// <summary>The pictures of a joined video that are stored beside it. A video is complete without them.</summary>
internal sealed class JobStills(IArtifactStore store, IVideoAssembler assembler)
{
    /// <summary>Draws and stores them.</summary>
    /// <param name="videoPath">The joined video, a local file.</param>
    /// <param name="request">What it was rendered for.</param>
    /// <param name="plan">How many frames it has.</param>
    /// <param name="place">The folder of the attempt.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RenderFailedException">They cannot be drawn.</exception>
    public async Task<IReadOnlyList<ArtifactPart>> DrawAsync(
        string videoPath,
        RenderRequest request,
        RenderPlan plan,
        ArtifactName place,
        CancellationToken cancellation
    )
    {
        var folder = Path.GetDirectoryName(videoPath)!;
        var (thumbnail, sheet) = (Path.Combine(folder, "thumbnail.webp"), Path.Combine(folder, "spritesheet.jpg"));
        await assembler.DrawStillsAsync(
            new VideoStills(videoPath, plan.TotalFrames, request.FramesPerSecond, thumbnail, sheet),
            cancellation
        );
        return
        [
            await PutAsync(PartRoles.Thumbnail, thumbnail, place, cancellation),
            await PutAsync(PartRoles.Spritesheet, sheet, place, cancellation),
        ];
    }

    private Task<ArtifactPart> PutAsync(string role, string path, ArtifactName place, CancellationToken cancellation) =>
        store.PutFileAsync(role, place.Append(Path.GetFileName(path)), path, cancellation);
}
