using System.Security.Cryptography;
using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Reading;

/// <summary>Gathers what a cluster has left behind.</summary>
/// <param name="Postgres">Connection string of its database.</param>
/// <param name="Blobs">Connection string of its blob account.</param>
/// <param name="Container">Its container there.</param>
/// <param name="Journals">The journals of all renderers that there ever were.</param>
public sealed record EvidenceReader(string Postgres, string Blobs, string Container, IReadOnlyList<string> Journals)
{
    /// <summary>What a finished video shows, as one hash. By default that of its frames.</summary>
    public Func<byte[], Task<string>> HashVideo { get; init; } = VideoFrames.HashAsync;

    /// <summary>For outputs that are no videos: the hash of their bytes.</summary>
    public static Task<string> HashBytesAsync(byte[] content) =>
        Task.FromResult(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <param name="twins">The undisturbed twin of each job that has one, both as <c>tenant/job</c>.</param>
    public async Task<ClusterEvidence> ReadAsync(IReadOnlyDictionary<string, string> twins)
    {
        var (database, store) = (new DatabaseReader(Postgres), new StoreReader(Blobs, Container));
        var files = await store.FilesAsync();
        var manifests = await store.ManifestsAsync(files);
        var jobs = new List<JobEvidence>();
        foreach (var (id, state) in await database.JobsAsync())
            jobs.Add(await JobAsync(store, id, state, manifests, twins.GetValueOrDefault(id)));
        return new ClusterEvidence
        {
            Jobs = jobs,
            Attempts = JournalReader.Read(Journals),
            Files = files,
            Manifests = manifests,
            Ledger = await database.LedgerAsync(),
        };
    }

    private async Task<JobEvidence> JobAsync(
        StoreReader store,
        string id,
        string state,
        IEnumerable<Manifest> manifests,
        string? twin
    )
    {
        var plan = await store.DocumentAsync<Plan>($"{id}/plan.json");
        var request = await store.DocumentAsync<Request>($"{id}/request.json");
        var terms = await store.DocumentAsync<Terms>($"{id}/terms.json");
        var video = manifests
            .FirstOrDefault(m => m.Folder == $"{id}/output")
            ?.Parts.FirstOrDefault(p => p.Role == "video");
        return new JobEvidence
        {
            Id = id,
            State = state,
            Shots = [.. (plan?.Shots ?? []).Select(shot => shot.Segments.Length)],
            Steps = request?.Steps ?? 0,
            KeepsIntermediates = terms?.KeepIntermediates ?? true,
            Twin = twin,
            VideoFrames =
                video is not null && await store.ReadAsync(video.Name) is { } content ? await HashVideo(content) : null,
        };
    }

    private sealed record Plan(Shot[] Shots);

    private sealed record Shot(object[] Segments);

    private sealed record Request(int Steps);

    private sealed record Terms(bool KeepIntermediates);
}
