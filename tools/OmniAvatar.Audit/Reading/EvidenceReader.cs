using System.Security.Cryptography;
using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Reading;

/// <summary>Gathers the evidence of a cluster.</summary>
/// <param name="Postgres">Connection string of its database.</param>
/// <param name="Blobs">Connection string of its blob account.</param>
/// <param name="Container">Its container there.</param>
/// <param name="Journals">The journals of all renderer processes so far.</param>
public sealed record EvidenceReader(string Postgres, string Blobs, string Container, IReadOnlyList<string> Journals)
{
    /// <summary>The hash of what a finished video shows; by default the hash of its frames.</summary>
    public Func<byte[], Task<string>> HashVideo { get; init; } = VideoFrames.HashAsync;

    /// <summary>The hash of the bytes, for outputs that are not videos.</summary>
    public static Task<string> HashBytesAsync(byte[] content) =>
        Task.FromResult(Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <param name="references">For each job its reference job, which rendered the same request without faults; both as
    /// <c>tenant/job</c>.</param>
    public async Task<ClusterEvidence> ReadAsync(IReadOnlyDictionary<string, string> references)
    {
        var (database, store) = (new DatabaseReader(Postgres), new StoreReader(Blobs, Container));
        var files = await store.FilesAsync();
        var manifests = await store.ManifestsAsync(files);
        var jobs = new List<JobEvidence>();
        foreach (var (id, state) in await database.JobsAsync())
            jobs.Add(await JobAsync(store, id, state, manifests, references.GetValueOrDefault(id)));
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
        string? reference
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
            KeepsIntermediates = terms is null || terms.KeepIntermediates || terms.RetainFor is not null,
            Reference = reference,
            VideoFrames =
                video is not null && await store.ReadAsync(video.Name) is { } content ? await HashVideo(content) : null,
        };
    }

    private sealed record Plan(Shot[] Shots);

    private sealed record Shot(object[] Segments);

    private sealed record Request(int Steps);

    private sealed record Terms(bool KeepIntermediates, string? RetainFor = null);
}
