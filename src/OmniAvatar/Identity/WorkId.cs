using System.Globalization;

namespace OmniAvatar.Identity;

/// <summary>One unit of work of a job that a GPU slot can be granted: its conditioning, or one segment of one
/// shot.</summary>
/// <param name="Job">The job it belongs to.</param>
/// <param name="Shot">0-based shot, or -1 for the conditioning.</param>
/// <param name="Segment">0-based segment within the shot, or -1 for the conditioning.</param>
public readonly record struct WorkId(JobId Job, int Shot, int Segment)
{
    /// <summary>The conditioning of a job: prompt embeddings, reference latents, audio statistics.</summary>
    public static WorkId Conditioning(JobId job) => new(job, -1, -1);

    /// <summary>Whether this is the job's conditioning and no segment.</summary>
    public bool IsConditioning => Shot < 0;

    /// <summary>Text form <c>tenant/job/shot/segment</c> or <c>tenant/job/conditioning</c>.</summary>
    public override string ToString() =>
        IsConditioning ? $"{Job}/conditioning" : string.Create(CultureInfo.InvariantCulture, $"{Job}/{Shot}/{Segment}");
}
