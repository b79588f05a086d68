namespace OmniAvatar.Rendering;

/// <summary>How a video was made, as the finished file says it.</summary>
/// <param name="Job">The job's name, without its tenant.</param>
/// <param name="ModelName">What the model is called; null where nobody knows.</param>
/// <param name="ModelIdentity">Identity of the model's content (<see
/// cref="Requests.RenderRequest.ModelManifest"/>).</param>
/// <param name="RequestSha256">SHA-256 of <c>request.json</c>, lower-case hexadecimal.</param>
public sealed record VideoProvenance(string Job, string? ModelName, string ModelIdentity, string RequestSha256);
