using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OmniAvatar.Finishing;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Artifacts;

/// <summary>Reads and writes a job's own documents in the store.</summary>
public static class JobDocuments
{
    /// <summary>Writes request and plan, unless they are there and can be read; a job's name stands for their
    /// content. What the video is given when it is joined is written before them, so that a job that can be rendered
    /// has it.</summary>
    public static async Task WriteAsync(
        IArtifactStore store,
        JobId job,
        RenderRequest request,
        RenderPlan plan,
        CancellationToken cancellation,
        VideoFinish? finish = null
    )
    {
        if (finish is not null)
            await WriteAsync(store, JobArtifacts.Finish(job), finish, ArtifactJson.Default.VideoFinish, cancellation);
        await WriteAsync(store, JobArtifacts.Request(job), request, ArtifactJson.Default.RenderRequest, cancellation);
        await WriteAsync(store, JobArtifacts.Plan(job), plan, ArtifactJson.Default.RenderPlan, cancellation);
    }

    /// <exception cref="BadInputException">The job has no request.</exception>
    /// <exception cref="DamagedException">It is not what was once written.</exception>
    public static Task<RenderRequest> RequestAsync(IArtifactStore store, JobId job, CancellationToken cancellation) =>
        ReadAsync(store, JobArtifacts.Request(job), ArtifactJson.Default.RenderRequest, cancellation);

    /// <exception cref="BadInputException">The job has no plan.</exception>
    /// <exception cref="DamagedException">It is not what was once written.</exception>
    public static Task<RenderPlan> PlanAsync(IArtifactStore store, JobId job, CancellationToken cancellation) =>
        ReadAsync(store, JobArtifacts.Plan(job), ArtifactJson.Default.RenderPlan, cancellation);

    /// <summary>What the video is given when it is joined, or null where that is nothing.</summary>
    /// <exception cref="DamagedException">It is not what was once written.</exception>
    public static async Task<VideoFinish?> FinishAsync(
        IArtifactStore store,
        JobId job,
        CancellationToken cancellation
    ) =>
        await store.ReadAsync(JobArtifacts.Finish(job), cancellation) is { } content
            ? ArtifactJson.Read(content, ArtifactJson.Default.VideoFinish, JobArtifacts.Finish(job))
            : null;

    /// <summary>The bytes of <c>finish.json</c>; null for no such document.</summary>
    public static byte[]? BytesOf(VideoFinish? finish) =>
        finish is null ? null : JsonSerializer.SerializeToUtf8Bytes(finish, ArtifactJson.Default.VideoFinish);

    /// <summary>SHA-256 of a request as <c>request.json</c> has it, lower-case hexadecimal.</summary>
    public static string Sha256Of(RenderRequest request) =>
        Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, ArtifactJson.Default.RenderRequest))
        );

    private static async Task WriteAsync<T>(
        IArtifactStore store,
        ArtifactName name,
        T document,
        JsonTypeInfo<T> type,
        CancellationToken cancellation
    )
        where T : class
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(document, type);
        if (await store.CreateAsync(name, content, cancellation))
            return;
        try
        {
            await ReadAsync(store, name, type, cancellation);
        }
        catch (DamagedException)
        {
            await store.DeleteAsync(name, cancellation);
            await store.CreateAsync(name, content, cancellation);
        }
    }

    private static async Task<T> ReadAsync<T>(
        IArtifactStore store,
        ArtifactName name,
        JsonTypeInfo<T> type,
        CancellationToken cancellation
    )
        where T : class
    {
        var content =
            await store.ReadAsync(name, cancellation)
            ?? throw new BadInputException($"The document {name} is missing.");
        return ArtifactJson.Read(content, type, name);
    }
}
