using System.CommandLine;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Commands;

/// <summary>The options that name files of an episode; of <c>render</c> and <c>submit</c>.</summary>
internal sealed class EpisodeFiles
{
    private readonly Option<string[]> _angle = new("--angle")
    {
        HelpName = "FILE",
        Description = "Another picture of the speaker of --image; may be given more than once. See --angles.",
    };
    private readonly Option<string> _script = CheckedOption.Path(
        "--script",
        "FILE",
        "What happens when: a JSON file with times, and from then on another prompt, picture or speaker."
    );
    private readonly Option<string> _captions = CheckedOption.Path(
        "--captions",
        "FILE",
        "Captions: SubRip, WebVTT, or Whisper's JSON; a track of the mp4 that players switch on."
    );
    private readonly Option<string> _chapters = CheckedOption.Path(
        "--chapters",
        "FILE",
        "Chapters: a time and a title a line, such as '12:30 Questions', or ffmpeg's metadata."
    );
    private readonly Option<string> _cover = CheckedOption.Path(
        "--cover",
        "FILE",
        "The picture that players show of the video: png or jpeg."
    );

    public IEnumerable<Option> All => [_angle, _script, _captions, _chapters, _cover];

    public IReadOnlyList<string> Angles(ParseResult parsed) => parsed.GetValue(_angle) ?? [];

    public string? Script(ParseResult parsed) => parsed.GetValue(_script);

    public string? Captions(ParseResult parsed) => parsed.GetValue(_captions);

    public string? Chapters(ParseResult parsed) => parsed.GetValue(_chapters);

    public string? Cover(ParseResult parsed) => parsed.GetValue(_cover);
}
