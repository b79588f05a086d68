using System.Text;
using System.Text.Json;
using OmniAvatar.Diffusion.Checkpoints.Files;

namespace OmniAvatar.Training.Curation.Files;

/// <summary>One line of <c>captions.jsonl</c>.</summary>
/// <param name="File">A video file of the folder, as a relative path with forward slashes.</param>
/// <param name="Text">What it shows, as a prompt would say it.</param>
public sealed record CaptionedFile(string File, string Text);

/// <summary>
/// <c>captions.jsonl</c>, the list of a folder's videos: one <c>{"file": …, "text": …}</c> a line, no other fields; empty lines are nothing.
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
    /// <exception cref="BadInputException">There is no such file, or a line is not what it should be; the message names the line.</exception>
    public static IReadOnlyList<CaptionedFile> Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        var (lines, files) = (new List<CaptionedFile>(), new HashSet<string>(StringComparer.Ordinal));
        var number = 0;
        foreach (var text in LinesOf(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(text)) continue;
            var line = Parse(text, path, number);
            if (!files.Add(line.File)) throw new BadInputException($"{path}, line {number}: '{line.File}' has a line of its own already.");
            lines.Add(line);
        }
        return lines.Count > 0 ? lines : throw new BadInputException($"{path} names no file.");
    }

    /// <summary>Writes a folder's list.</summary>
    /// <exception cref="RenderFailedException">It cannot be written.</exception>
    public static void Write(string folder, IEnumerable<CaptionedFile> lines) => AtomicFile.Write(Path.Combine(folder, Name), stream =>
    {
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(stream, line, Json);
            stream.WriteByte((byte)'\n');
        }
    });

    private static string[] LinesOf(string path)
    {
        try
        {
            if (!File.Exists(path)) throw new BadInputException($"There is no {path}: it lists the videos, one {{\"file\": …, \"text\": …}} a line.");
            if (new FileInfo(path).Length > MostBytes) throw new BadInputException($"{path} is larger than {MostBytes} bytes.");
            return File.ReadAllLines(path, Encoding.UTF8);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"{path} cannot be read.", e);
        }
    }

    private static CaptionedFile Parse(string text, string path, int number)
    {
        try
        {
            var line = JsonSerializer.Deserialize<CaptionedFile>(text, Json) ?? throw new JsonException("it is null");
            if (line.Text.Length > LongestText) throw new JsonException($"its text is longer than {LongestText} characters");
            return FolderPath.IsInside(line.File) ? line : throw new JsonException($"'{line.File}' does not name a file inside the folder");
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path}, line {number} is not {{\"file\": …, \"text\": …}}: {e.Message.Split(" Path:")[0].TrimEnd('.')}.", e);
        }
    }
}
