using OmniAvatar.Grains;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>A submission whose body is here. Disposing removes its files and makes room for another.</summary>
internal sealed class ReceivedSubmission(ScratchFolder.TemporaryFolder folder, IDisposable place) : IDisposable
{
    /// <summary>Where its files lie, and what is made of them.</summary>
    public string Folder => folder.Path;

    public SubmissionForm Form { get; set; } = new();

    public void Dispose()
    {
        folder.Dispose();
        place.Dispose();
    }
}
