using OmniAvatar.Datasets.Clips;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Media.Videos.Sources;
using OmniAvatar.Planning;

namespace OmniAvatar.Datasets.Curation;

/// <summary>
/// The clips of a folder with <c>captions.jsonl</c>, such as <see cref="Curator"/> makes; one is decoded each time it
/// is asked for. Safe for use by several threads at once.
/// </summary>
public sealed class VideoClips : IClipSource
{
    private readonly string _folder;
    private readonly IReadOnlyList<CaptionedFile> _lines;
    private readonly ClipSources _sources;
    private readonly Func<VideoSize, VideoSize> _sizeFor;

    private VideoClips(string folder, Func<VideoSize, VideoSize> sizeFor) =>
        (_folder, _lines, _sources, _sizeFor) = (folder, CaptionsFile.Read(folder), ClipSources.Read(folder), sizeFor);

    /// <inheritdoc/>
    public int Count => _lines.Count;

    /// <summary>The captions, in the clips' order.</summary>
    public IReadOnlyList<CaptionedFile> Captions => _lines;

    /// <summary>Opens a folder; all clips get one size.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="size">Sides in multiples of 16.</param>
    /// <exception cref="BadInputException">The list of captions is missing or damaged.</exception>
    /// <exception cref="WrongUseException">The size is not in multiples of 16.</exception>
    public static VideoClips Open(string folder, VideoSize size) =>
        size is { Height: >= 16, Width: >= 16 } && size.Height % 16 == 0 && size.Width % 16 == 0
            ? new VideoClips(folder, _ => size)
            : throw new WrongUseException($"The sides of clips must be multiples of 16 pixels, not {size}.");

    /// <summary>Opens a folder; each clip gets the size of a table that is nearest to its own, as a picture does at
    /// inference.</summary>
    /// <exception cref="BadInputException">The list of captions is missing or damaged.</exception>
    public static VideoClips Open(string folder, SizeTable sizes) =>
        new(folder, own => sizes.Nearest(own.Height, own.Width));

    /// <inheritdoc/>
    public TalkingClip Read(int index, CancellationToken cancellation = default) =>
        ReadAsync(index, cancellation).GetAwaiter().GetResult();

    private async Task<TalkingClip> ReadAsync(int index, CancellationToken cancellation)
    {
        var line = _lines[index];
        var path = FolderPath.Resolve(_folder, line.File);
        try
        {
            var video =
                await SourceProbe.ReadAsync(path, cancellation)
                ?? throw new BadInputException($"The video {path} has no moving pictures.");
            var clip = await ClipDecoder.DecodeAsync(path, _sizeFor(video.Size), line.Text, cancellation);
            return clip with { Source = _sources.Of(line.File) };
        }
        catch (BadInputException e)
        {
            // What a list of samples says of a clip must not depend on where the folder lies.
            throw new BadInputException(e.Message.Replace(path, line.File, StringComparison.Ordinal), e);
        }
    }
}
