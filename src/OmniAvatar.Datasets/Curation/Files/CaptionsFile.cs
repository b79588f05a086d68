using System.Text;
using System.Text.Json;
using OmniAvatar.Files;

namespace OmniAvatar.Datasets.Curation.Files;

/// <summary>One line of <c>captions.jsonl</c>.</summary>
/// <param name="File">A video file of the folder, as a relative path with forward slashes.</param>
/// <param name="Text">What it shows, as a prompt would say it.</param>
public sealed record CaptionedFile(string File, string Text);

/// <summary>
/// <c>captions.jsonl</c>, the list of a folder's videos: one <c>{"file": …, "text": …}</c> a line, no other fields;
/// empty lines are nothing.
/// </summary>
public static class CaptionsFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "captions.jsonl";

    private const long MostBytes = 256 << 20;
    private const int LongestText = 4000;

    private static readonly JsonSerializerOptions Json = new(CurationJson.Strict) { WriteIndented = false };

    /// <summary>Reads a folder's list.</summary>
    /// <returns>The lines in order, each with another file; none leads out of the folder.</returns>
    /// <exception cref="BadInputException">The file does not exist, or a line is not valid; the message names the
    /// line.</exception>
    public static IReadOnlyList<CaptionedFile> Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        var (lines, files) = (new List<CaptionedFile>(), new HashSet<string>(StringComparer.Ordinal));
        var number = 0;
        foreach (var text in LinesOf(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var line = Parse(text, path, number);
            if (!files.Add(line.File))
                throw new BadInputException($"{path}, line {number}: '{line.File}' already has a line.");
            lines.Add(line);
        }
        return lines.Count > 0 ? lines : throw new BadInputException($"{path} does not name any file.");
    }

    /// <summary>Writes a folder's list.</summary>
    /// <exception cref="RenderFailedException">It cannot be written.</exception>
    public static void Write(string folder, IEnumerable<CaptionedFile> lines) =>
        AtomicFile.Write(
            Path.Combine(folder, Name),
            stream =>
            {
                foreach (var line in lines)
                {
                    JsonSerializer.Serialize(stream, line, Json);
                    stream.WriteByte((byte)'\n');
                }
            }
        );

    /// <summary>Makes sure that a folder's list, if it has one, may be replaced: that an earlier run wrote it, and
    /// nobody by hand.</summary>
    /// <param name="folder">A folder to write into.</param>
    /// <param name="signs">Files and folders of which a run's output has at least one.</param>
    /// <exception cref="WrongUseException">Another program wrote the list.</exception>
    internal static void RequireOwn(string folder, params IEnumerable<string> signs)
    {
        if (Path.Exists(Path.Combine(folder, Name)) && !signs.Any(sign => Path.Exists(Path.Combine(folder, sign))))
            throw new WrongUseException(
                $"{folder} has a {Name} that this command did not write and would replace; choose another folder."
            );
    }

    private static IEnumerable<string> LinesOf(string path)
    {
        if (!Path.Exists(path))
            throw new BadInputException(
                $"{path} does not exist: it must list the videos, one {{\"file\": …, \"text\": …}} a line."
            );
        return TextFile.Lines(TextFile.Read("list", path, MostBytes));
    }

    private static CaptionedFile Parse(string text, string path, int number)
    {
        var name = $"Line {number} of {path}";
        var line = JsonFile.Parse<CaptionedFile>(Encoding.UTF8.GetBytes(text), name, Json);
        if (line.Text.Length > LongestText)
            throw new BadInputException($"{name} has a text of more than {LongestText} characters.");
        return FolderPath.IsInside(line.File)
            ? line
            : throw new BadInputException($"{name}: '{line.File}' does not name a file inside the folder.");
    }
}
