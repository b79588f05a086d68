using System.Globalization;
using System.Text.Json;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Files;

namespace OmniAvatar.Datasets.Synthetic.Clips;

/// <summary>The files of a dataset's folder: each is written under another name and then renamed.</summary>
internal sealed class DatasetFolder(string path)
{
    private const string SettingsName = "dataset.json";

    /// <summary>The name of a clip's file, from <c>clip-000001.mp4</c>.</summary>
    public static string ClipName(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"clip-{index + 1:000000}.mp4");

    /// <summary>A file of the folder.</summary>
    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>Creates the folder, or makes sure that what it holds was drawn from the same settings.</summary>
    /// <exception cref="WrongUseException">Its clips are others, or were not drawn.</exception>
    /// <exception cref="RenderFailedException">It cannot be written.</exception>
    public void Claim(SyntheticClipOptions options)
    {
        var split = options.Split == DatasetSplit.Train ? "train" : "held-out";
        var wanted = new DatasetSettings(
            options.Seed,
            options.Width,
            options.Height,
            split,
            options.LeastSeconds,
            options.MostSeconds
        );
        CaptionsFile.RequireOwn(path, SettingsName);
        Guarded(() => Directory.CreateDirectory(path));
        if (!File.Exists(PathOf(SettingsName)))
        {
            Write(
                SettingsName,
                file => file.WriteLine(JsonSerializer.Serialize(wanted, DatasetJson.Default.DatasetSettings))
            );
            return;
        }
        if (ReadSettings() != wanted)
            throw new WrongUseException(
                $"{path} holds clips of another seed, size, length or split; choose another folder."
            );
    }

    /// <summary>Writes a text file whole, or leaves what was there.</summary>
    /// <exception cref="RenderFailedException">It cannot be written.</exception>
    public void Write(string name, Action<TextWriter> write) =>
        AtomicFile.Write(
            PathOf(name),
            stream =>
            {
                using var file = new StreamWriter(stream, leaveOpen: true);
                write(file);
            }
        );

    private DatasetSettings? ReadSettings()
    {
        try
        {
            return JsonSerializer.Deserialize(
                File.ReadAllText(PathOf(SettingsName)),
                DatasetJson.Default.DatasetSettings
            );
        }
        catch (Exception e) when (e is JsonException || FileFailure.Is(e))
        {
            throw new BadInputException($"{PathOf(SettingsName)} is damaged; delete it or choose another folder.", e);
        }
    }

    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }
}
