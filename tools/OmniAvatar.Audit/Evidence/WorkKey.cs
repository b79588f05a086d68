using System.Globalization;

namespace OmniAvatar.Audit.Evidence;

/// <summary>One unit of work of a job.</summary>
/// <param name="Job"><c>tenant/job</c>.</param>
/// <param name="Shot">0-based; -1 for the conditioning.</param>
/// <param name="Segment">0-based within the shot; -1 for the conditioning.</param>
public readonly record struct WorkKey(string Job, int Shot, int Segment)
{
    /// <summary>A job's conditioning.</summary>
    public static WorkKey Conditioning(string job) => new(job, -1, -1);

    public bool IsConditioning => Shot < 0;

    /// <summary>The folder of the work in the store.</summary>
    public string Folder =>
        IsConditioning
            ? $"{Job}/conditioning"
            : string.Create(CultureInfo.InvariantCulture, $"{Job}/shots/{Shot:0000}/{Segment:0000}");

    public override string ToString() =>
        IsConditioning
            ? $"{Job} conditioning"
            : string.Create(CultureInfo.InvariantCulture, $"{Job} shot {Shot} segment {Segment}");
}
