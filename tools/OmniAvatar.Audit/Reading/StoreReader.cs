using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Reading;

/// <summary>Reads everything in a blob container and does not trust its metadata.</summary>
internal sealed class StoreReader(string connectionString, string container)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly BlobContainerClient _container = new(
        connectionString,
        container,
        new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_05_05)
    );

    public async Task<IReadOnlyList<StoredFile>> FilesAsync()
    {
        var files = new List<StoredFile>();
        await foreach (var blob in _container.GetBlobsAsync())
        {
            // A listed file may be removed before it is read; then it is not evidence.
            if (await ReadAsync(blob.Name) is { } content)
                files.Add(
                    new StoredFile(
                        blob.Name,
                        content.Length,
                        Convert.ToHexStringLower(SHA256.HashData(content)),
                        blob.Properties.CreatedOn!.Value
                    )
                );
        }
        return files;
    }

    public async Task<IReadOnlyList<Manifest>> ManifestsAsync(IEnumerable<StoredFile> files)
    {
        var manifests = new List<Manifest>();
        foreach (var file in files.Where(f => f.Name.EndsWith($"/{Manifest.FileName}", StringComparison.Ordinal)))
        {
            if (await DocumentAsync<Result>(file.Name) is not { } result)
                continue;
            manifests.Add(
                new Manifest(
                    file.Name[..file.Name.LastIndexOf('/')],
                    result.Attempt,
                    result.Parts,
                    result.FramesSha256,
                    result.GpuMilliseconds,
                    result.Predecessor,
                    file.Created
                )
            );
        }
        return manifests;
    }

    /// <summary>A JSON document, or null if there is none.</summary>
    public async Task<T?> DocumentAsync<T>(string name)
        where T : class => await ReadAsync(name) is { } content ? JsonSerializer.Deserialize<T>(content, Json) : null;

    /// <summary>A file's content, or null if there is none.</summary>
    public async Task<byte[]?> ReadAsync(string name)
    {
        try
        {
            var content = await _container.GetBlobClient(name).DownloadContentAsync();
            return content.Value.Content.ToArray();
        }
        catch (Azure.RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private sealed record Result
    {
        public required int Attempt { get; init; }

        public required ListedPart[] Parts { get; init; }

        public string? FramesSha256 { get; init; }

        public long GpuMilliseconds { get; init; }

        public string? Predecessor { get; init; }
    }
}
