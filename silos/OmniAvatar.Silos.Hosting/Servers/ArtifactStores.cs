using OmniAvatar.Artifacts;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Storage;

namespace OmniAvatar.Silos.Hosting.Servers;

/// <summary>Opens the cluster's artifact store.</summary>
public static class ArtifactStores
{
    /// <summary>Creates the local folder and writes to it, before the process waits for anything.</summary>
    /// <exception cref="RenderFailedException">It cannot be made or written.</exception>
    public static void CheckData(ClusterResourceSettings settings)
    {
        if (settings.Store.Folder is not null)
            return;
        try
        {
            PrivateFiles.CreateFolder(settings.Data);
            using var probe = File.Create(
                Path.Combine(settings.Data, $".probe-{Guid.NewGuid():N}"),
                bufferSize: 1,
                FileOptions.DeleteOnClose
            );
            probe.WriteByte(0);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(settings.Data, e);
        }
    }

    /// <summary>Opens what the settings name, creating the container or folder where absent.</summary>
    /// <exception cref="RenderFailedException">It cannot be reached or written.</exception>
    /// <exception cref="WrongUseException">The account's connection string is not valid.</exception>
    public static async Task<IArtifactStore> OpenAsync(
        ClusterResourceSettings settings,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (settings.Store.Folder is { } folder)
            return new DirectoryArtifactStore(folder);
        var cache = Path.Combine(settings.Data, "blobs");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(settings.Patience);
        try
        {
            return await BlobArtifactStore.ConnectAsync(
                settings.Store.Blobs!.Reveal(),
                settings.Store.Container,
                cache,
                new BlobResilience(),
                time,
                patience.Token
            );
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new OutageException($"The blob store did not answer within {settings.Patience.TotalSeconds:0} s.");
        }
        catch (FormatException)
        {
            // The message never has the text, because it holds the account's key.
            throw new WrongUseException(
                $"{ClusterResourceOptionSet.BlobsVariable} is not a valid connection string of an Azure "
                    + "Storage account."
            );
        }
    }

    /// <summary>A folder for unfinished files, on the store's file system if the store is a folder. Files that dead
    /// processes left there are removed.</summary>
    /// <exception cref="RenderFailedException">It cannot be written.</exception>
    public static ProcessFolder OpenScratch(ClusterResourceSettings settings)
    {
        // '~' is in no artifact name, so no artifact can be called this.
        var all = settings.Store.Folder is { } store
            ? Path.Combine(store, "~scratch")
            : Path.Combine(settings.Data, "scratch");
        try
        {
            PrivateFiles.CreateFolder(settings.Data);
            return new ProcessFolder(all);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(all, e);
        }
    }
}
