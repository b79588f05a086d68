using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OmniAvatar.Artifacts;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OmniAvatar.Storage;

/// <summary>
/// Artifacts as block blobs of one container of Azure Storage. A blob appears when its block list is committed, so
/// whole or not at all; exclusive creation is <c>If-None-Match: *</c>. Files are read through a local cache and checked
/// against the SHA-256 that their blob states.
/// </summary>
public sealed class BlobArtifactStore : IArtifactStore, IDisposable
{
    private const string Sha256Key = "sha256";
    private const string CreationKey = "creation";
    private const int DeletesAtOnce = 16;

    private const int BlocksAtOnce = 2;

    private readonly Func<BlobResilience, BlobContainerClient> _connect;
    private readonly BlobContainerClient _container;
    private readonly BlobCache _cache;
    private readonly ResiliencePipeline _resilience;
    private readonly StorageTransferOptions _transfer;
    private readonly bool _ownsCache;

    private BlobArtifactStore(
        Func<BlobResilience, BlobContainerClient> connect,
        BlobCache cache,
        bool ownsCache,
        BlobResilience resilience,
        TimeProvider time
    )
    {
        (_connect, _cache, _ownsCache) = (connect, cache, ownsCache);
        (_container, _resilience) = (connect(resilience), resilience.Build(time));
        if (resilience.BlockBytes is { } block)
            _transfer = new StorageTransferOptions
            {
                InitialTransferSize = block,
                MaximumTransferSize = block,
                MaximumConcurrency = BlocksAtOnce,
            };
    }

    /// <summary>Connects to a container, creating it if absent.</summary>
    /// <param name="connectionString">The account, its key included.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="cacheFolder">Where local copies are kept.</param>
    /// <param name="resilience">How long the account is waited for.</param>
    /// <param name="time">The clock of the waiting.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="OutageException">The account cannot be reached or refuses.</exception>
    public static async Task<BlobArtifactStore> ConnectAsync(
        string connectionString,
        string container,
        string cacheFolder,
        BlobResilience resilience,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        // One place retries: Polly. The pinned version is one that emulators know.
        BlobContainerClient Connect(BlobResilience patience) =>
            new(
                connectionString,
                container,
                new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_05_05)
                {
                    Retry = { MaxRetries = 0, NetworkTimeout = patience.SilenceTimeout },
                }
            );
        var store = new BlobArtifactStore(Connect, new BlobCache(cacheFolder, time), ownsCache: true, resilience, time);
        await store.RunAsync(
            async token => await store._container.CreateIfNotExistsAsync(cancellationToken: token),
            cancellation
        );
        return store;
    }

    /// <summary>The same artifacts and the same local copies, with another patience. Lives no longer than this
    /// store.</summary>
    public BlobArtifactStore WithPatience(BlobResilience resilience, TimeProvider time) =>
        new(_connect, _cache, ownsCache: false, resilience, time);

    /// <inheritdoc/>
    public async Task<ArtifactPart> PutFileAsync(
        string role,
        ArtifactName name,
        string localPath,
        CancellationToken cancellation
    )
    {
        var (bytes, sha256) = await CheckedFiles.MeasureAsync(localPath, cancellation);
        await RunAsync(
            async token =>
            {
                await using var file = File.OpenRead(localPath);
                return await Blob(name)
                    .UploadAsync(
                        file,
                        new BlobUploadOptions { Metadata = Stated(sha256), TransferOptions = _transfer },
                        token
                    );
            },
            cancellation
        );
        // The next to read it is often on this machine.
        _cache.Add(localPath, sha256);
        return new ArtifactPart(role, name.Value, bytes, sha256);
    }

    /// <inheritdoc/>
    public Task CopyAsync(ArtifactName from, ArtifactName to, CancellationToken cancellation) =>
        RunAsync(
            async token =>
            {
                try
                {
                    var copy = await Blob(to).StartCopyFromUriAsync(Blob(from).Uri, cancellationToken: token);
                    await copy.WaitForCompletionAsync(token);
                    return true;
                }
                catch (RequestFailedException e) when (e.Status is 404)
                {
                    throw Missing(from, e);
                }
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<bool> CreateAsync(ArtifactName name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var creation = Guid.NewGuid().ToString("n");
        var metadata = Stated(Convert.ToHexStringLower(SHA256.HashData(content.Span)));
        metadata[CreationKey] = creation;
        var options = new BlobUploadOptions
        {
            Metadata = metadata,
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        return RunAsync(
            async token =>
            {
                try
                {
                    await Blob(name).UploadAsync(BinaryData.FromBytes(content), options, token);
                    return true;
                }
                catch (RequestFailedException e) when (e.Status is 409 or 412)
                {
                    // Ours, if a try before this one went through and only its answer was lost.
                    BlobProperties existing = await Blob(name).GetPropertiesAsync(cancellationToken: token);
                    return existing.Metadata.TryGetValue(CreationKey, out var creator) && creator == creation;
                }
            },
            cancellation
        );
    }

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(ArtifactName name, CancellationToken cancellation) =>
        RunAsync(
            async token =>
            {
                try
                {
                    BlobDownloadStreamingResult blob = await Blob(name)
                        .DownloadStreamingAsync(cancellationToken: token);
                    await using var stream = blob.Content;
                    if (blob.Details.ContentLength > DirectoryArtifactStore.MaximumReadBytes)
                        throw new DamagedException(
                            $"The artifact {name} has {blob.Details.ContentLength} bytes, more than can be read at "
                                + "once.",
                            name.Value
                        );
                    var content = new byte[blob.Details.ContentLength];
                    await stream.ReadExactlyAsync(content, token);
                    return content;
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    return null;
                }
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<string> FetchAsync(ArtifactName name, CancellationToken cancellation) =>
        RunAsync(
            async token =>
            {
                try
                {
                    BlobProperties properties = await Blob(name).GetPropertiesAsync(cancellationToken: token);
                    if (!properties.Metadata.TryGetValue(Sha256Key, out var sha256))
                        throw new DamagedException($"The artifact {name} has no SHA-256 in its metadata.", name.Value);
                    return await _cache.FindAsync(sha256, token)
                        ?? await DownloadAsync(name, properties.ETag, sha256, token);
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    throw Missing(name, e);
                }
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<string> FetchAsync(ArtifactPart part, CancellationToken cancellation) =>
        RunAsync(
            async token =>
            {
                var name = ArtifactName.Parse(part.Name);
                try
                {
                    return await _cache.FindAsync(part.Sha256, token)
                        ?? await DownloadAsync(name, version: null, part.Sha256, token);
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    throw Missing(name, e);
                }
            },
            cancellation
        );

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactName> ListAsync(
        ArtifactName prefix,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var blob in BlobsAsync(prefix, cancellation))
            yield return ArtifactName.Parse(blob.Name);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArtifactName> ListLevelAsync(
        ArtifactName? prefix,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var options = new GetBlobsByHierarchyOptions
        {
            Prefix = prefix is { } folder ? $"{folder}/" : null,
            Delimiter = "/",
        };
        var pages = PagesAsync(
            continuation => _container.GetBlobsByHierarchyAsync(options, cancellation).AsPages(continuation),
            cancellation
        );
        await foreach (var item in pages)
            if (ArtifactName.TryParse((item.IsPrefix ? item.Prefix : item.Blob.Name).TrimEnd('/'), out var name))
                yield return name;
    }

    /// <inheritdoc/>
    public async Task<long> MeasureAsync(ArtifactName prefix, CancellationToken cancellation)
    {
        var bytes = 0L;
        await foreach (var blob in BlobsAsync(prefix, cancellation))
            bytes += blob.Properties.ContentLength ?? 0;
        return bytes;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(ArtifactName prefix, CancellationToken cancellation)
    {
        // Manifests first, so that no reader meets one without its parts.
        var doomed = new List<ArtifactName>();
        await foreach (var name in ListAsync(prefix, cancellation))
        {
            if (name.Value.EndsWith($"/{ResultManifest.FileName}", StringComparison.Ordinal))
                await DeleteOneAsync(name, cancellation);
            else
                doomed.Add(name);
        }
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = DeletesAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(doomed, parallel, async (name, token) => await DeleteOneAsync(name, token));
    }

    /// <summary>Gives up the place for unfinished downloads; blobs and copies stay.</summary>
    public void Dispose()
    {
        if (_ownsCache)
            _cache.Dispose();
    }

    private DamagedException Missing(ArtifactName name, Exception cause) =>
        new($"The artifact {name} is not in the container {_container.Name}.", name.Value, cause);

    private async Task<string> DownloadAsync(
        ArtifactName name,
        ETag? version,
        string sha256,
        CancellationToken cancellation
    )
    {
        var temporary = _cache.NewPath();
        try
        {
            var options = new BlobDownloadToOptions
            {
                Conditions = version is null ? null : new BlobRequestConditions { IfMatch = version },
            };
            await Blob(name).DownloadToAsync(temporary, options, cancellation);
            if ((await CheckedFiles.MeasureAsync(temporary, cancellation)).Sha256 != sha256)
                throw new DamagedException(
                    $"The artifact {name} is damaged: its content does not have the stated SHA-256.",
                    name.Value
                );
            return _cache.Add(temporary, sha256);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private Task DeleteOneAsync(ArtifactName name, CancellationToken cancellation) =>
        RunAsync(async token => await Blob(name).DeleteIfExistsAsync(cancellationToken: token), cancellation);

    private async IAsyncEnumerable<BlobItem> BlobsAsync(
        ArtifactName prefix,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var options = new GetBlobsOptions { Prefix = prefix.Value };
        await foreach (
            var blob in PagesAsync(
                continuation => _container.GetBlobsAsync(options, cancellation).AsPages(continuation),
                cancellation
            )
        )
            if (ArtifactName.TryParse(blob.Name, out var name) && name.IsWithin(prefix))
                yield return blob;
    }

    /// <summary>The items of all pages; each page is asked for by itself, so that one that fails is asked for
    /// again.</summary>
    private async IAsyncEnumerable<T> PagesAsync<T>(
        Func<string?, IAsyncEnumerable<Page<T>>> from,
        [EnumeratorCancellation] CancellationToken cancellation
    )
        where T : notnull
    {
        string? continuation = null;
        do
        {
            var page = await RunAsync(async token => await FirstAsync(from(continuation), token), cancellation);
            foreach (var item in page.Values)
                yield return item;
            continuation = page.ContinuationToken;
        } while (!string.IsNullOrEmpty(continuation));
    }

    private static async Task<Page<T>> FirstAsync<T>(IAsyncEnumerable<Page<T>> pages, CancellationToken cancellation)
        where T : notnull
    {
        await foreach (var page in pages.WithCancellation(cancellation))
            return page;
        throw new OutageException("The blob store answered a request for a list with an empty answer.");
    }

    private BlobClient Blob(ArtifactName name) => _container.GetBlobClient(name.Value);

    private static Dictionary<string, string> Stated(string sha256) => new() { [Sha256Key] = sha256 };

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await _resilience.ExecuteAsync(async token => await work(token), cancellation);
        }
        catch (Exception e)
            when (e
                    is RequestFailedException
                        or TimeoutRejectedException
                        or BrokenCircuitException
                        or AggregateException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested)
            )
        {
            throw new OutageException(
                $"The blob store failed ({Reason(e)}); run the same command again to continue.",
                e
            );
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing("The cache of the blob store", e);
        }
    }

    // Never the message: it can hold addresses with signatures.
    private static string Reason(Exception e) =>
        e is RequestFailedException { Status: > 0 } refused ? $"status {refused.Status}" : "no answer";
}
