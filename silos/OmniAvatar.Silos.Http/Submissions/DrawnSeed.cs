using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Identity;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>A seed that the service draws where none is given, or where -1 asks for it.</summary>
internal static class DrawnSeed
{
    private const long Asked = -1;

    /// <summary>The seed that a form gives, or null, and whether the form asks for a drawn one.</summary>
    public static (long? Seed, bool IsDrawn) Read(FieldReader fields)
    {
        var seed = fields.Whole(DenoisingOptions.Seed.Name, Asked, long.MaxValue);
        return (seed == Asked ? null : seed, seed == Asked);
    }

    /// <summary>The seed of a job. It follows from the job's id, so a repeated request for the same job has the same
    /// seed.</summary>
    public static long Of(JobId job) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(job.Job)));
}
