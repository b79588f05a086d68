using System.Globalization;
using OmniAvatar.Files;
using OmniAvatar.Identity;
using OmniAvatar.Storage;

namespace OmniAvatar.Cli.Rendering;

/// <summary>
/// Where unfinished work is kept between runs of <c>render</c>:
/// <code>
/// version        the layout's number, checked before anything is touched
/// artifacts/     the artifact store
/// state/         one SQLite file per job
/// locks/         one lock file per job
/// logs/          one log file per job
/// speeds.json    how long segments took, by model and size
/// </code>
/// </summary>
internal sealed class DataFolder
{
    private const int LayoutVersion = 1;

    private DataFolder(string root) => Root = root;

    public string Root { get; }

    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Opens the folder, creating it where absent.</summary>
    /// <exception cref="RenderFailedException">It cannot be written, or another release laid it out.</exception>
    public static DataFolder Open(string? path)
    {
        var folder = new DataFolder(PathOf(path));
        try
        {
            PrivateFiles.CreateFolder(folder.Root);
            foreach (var part in (string[])[folder.Artifacts, folder.State, folder.Locks, folder.Logs])
                PrivateFiles.CloseFolder(part);
            folder.CheckVersion();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new RenderFailedException(
                $"The data folder {folder.Root} cannot be written; choose another with --data.",
                e
            );
        }

        return folder;
    }

    /// <summary>The folder that an option names, or the default one.</summary>
    /// <exception cref="WrongUseException">None is named, and the user has no home.</exception>
    public static string PathOf(string? option) =>
        Path.GetFullPath(
            option
                ?? Path.Combine(HomeFolder.FindData() ?? throw new WrongUseException(HomeFolder.Missing), "omniavatar")
        );

    /// <summary>The lock file of a job.</summary>
    public string LockOf(JobId job) => Path.Combine(Locks, $"{job.Tenant}.{job.Job}");

    /// <summary>The SQLite file with a job's grain state.</summary>
    public string StateOf(JobId job) => Path.Combine(State, $"{job.Tenant}.{job.Job}.db");

    /// <summary>The log of a job's runs.</summary>
    public string LogOf(JobId job) => Path.Combine(Logs, $"{job.Tenant}.{job.Job}.log");

    /// <summary>How fast this machine was with what it rendered.</summary>
    public string Speeds => Path.Combine(Root, "speeds.json");

    private string State => Path.Combine(Root, "state");

    private string Logs => Path.Combine(Root, "logs");

    private string Locks => Path.Combine(Root, "locks");

    private string VersionFile => Path.Combine(Root, "version");

    private void CheckVersion()
    {
        if (!File.Exists(VersionFile))
        {
            // Two first starts may race; both write the same bytes.
            File.WriteAllText(VersionFile, LayoutVersion.ToString(CultureInfo.InvariantCulture) + "\n");
            return;
        }

        var text = File.ReadAllText(VersionFile).Trim();
        if (text.Length > 0 && text != LayoutVersion.ToString(CultureInfo.InvariantCulture))
            throw new RenderFailedException(
                $"The data folder {Root} was laid out by another release of OmniAvatar; choose another with --data."
            );
    }
}
