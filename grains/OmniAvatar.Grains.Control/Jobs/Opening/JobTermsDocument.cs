using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Jobs.Opening;

/// <summary>A job's terms beside its request, as <c>terms.json</c>: with both, a job goes on although all grain state
/// is lost.</summary>
internal static class JobTermsDocument
{
    /// <summary>Writes the terms unless they exist: the first terms count.</summary>
    public static Task WriteAsync(IArtifactStore store, JobId job, JobTerms terms, CancellationToken cancellation) =>
        store.CreateAsync(
            JobArtifacts.Terms(job),
            JsonSerializer.SerializeToUtf8Bytes(terms, JobTermsJson.Default.JobTerms),
            cancellation
        );

    /// <summary>The terms, or null if the job was never started.</summary>
    /// <exception cref="DamagedException">The document is damaged.</exception>
    public static async Task<JobTerms?> FindAsync(IArtifactStore store, JobId job, CancellationToken cancellation) =>
        await store.ReadAsync(JobArtifacts.Terms(job), cancellation) is { } content
            ? ArtifactJson.Read(content, JobTermsJson.Default.JobTerms, JobArtifacts.Terms(job))
            : null;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(JobTerms))]
internal sealed partial class JobTermsJson : JsonSerializerContext;
