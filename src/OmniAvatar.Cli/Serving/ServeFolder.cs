using OmniAvatar.Cli.Rendering;
using OmniAvatar.Storage;

namespace OmniAvatar.Cli.Serving;

/// <summary>
/// Where <c>serve</c> keeps things, apart from what <c>render</c> keeps in the same data folder:
/// <code>
/// serve/artifacts/   the artifact store
/// serve/records.db   the index of videos, the ledger, named requests
/// serve/state.db     grain state
/// serve/lock         locked while a process serves from it
/// </code>
/// </summary>
internal sealed class ServeFolder
{
    private readonly string _root;

    private ServeFolder(string root) => _root = root;

    public string Artifacts => Path.Combine(_root, "artifacts");

    public string Records => Path.Combine(_root, "records.db");

    public string State => Path.Combine(_root, "state.db");

    /// <summary>Opens the folder, creating it where absent.</summary>
    /// <exception cref="RenderFailedException">It cannot be written, or another release laid it out.</exception>
    public static ServeFolder Open(string? data)
    {
        var folder = new ServeFolder(Path.Combine(DataFolder.Open(data).Root, "serve"));
        try
        {
            PrivateFiles.CloseFolder(folder._root);
            PrivateFiles.CloseFolder(folder.Artifacts);
            return folder;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(folder._root, e);
        }
    }

    /// <summary>Keeps another process from serving out of this folder.</summary>
    /// <exception cref="RenderFailedException">One does.</exception>
    public JobLock Lock() =>
        JobLock.Take(
            Path.Combine(_root, "lock"),
            "Another process is serving from this data folder; stop it, or choose another folder with --data."
        );
}
