using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Scripts;

namespace OmniAvatar.Media.Speakers;

/// <summary>Pictures beside the speakers' own, copied and checked once each, however often they are named.</summary>
internal sealed class OtherPictures(IPictureInspector inspector, string scratchFolder)
{
    /// <summary>More than any script needs; each takes memory while a job is conditioned.</summary>
    private const int Most = 256;

    private readonly Dictionary<string, int> _places = [];
    private readonly List<PictureFacts> _facts = [];
    private readonly List<string> _copies = [];

    public IReadOnlyList<PictureFacts> Facts => _facts;

    public IReadOnlyList<string> Copies => _copies;

    /// <summary>The place of a picture among all.</summary>
    /// <exception cref="BadInputException">It cannot be used, or there are too many.</exception>
    public async Task<int> AddAsync(string path, CancellationToken cancellation)
    {
        if (_places.TryGetValue(path, out var place))
            return place;
        if (_facts.Count == Most)
            throw new BadInputException($"A video may have at most {Most} pictures beside the speakers' first ones.");
        var copy = Path.Combine(scratchFolder, $"other-{_facts.Count}");
        var sha256 = await InputFile.HashAsync("picture", path, copy, cancellation);
        var size = await inspector.InspectAsync(copy, path, cancellation);
        _facts.Add(new PictureFacts(sha256, size.Width, size.Height));
        _copies.Add(copy);
        return _places[path] = _facts.Count - 1;
    }
}
