using System.Security.Cryptography;
using System.Text.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Requests;

namespace OmniAvatar.Cli.Rendering;

/// <summary>Names a job by everything that decides its frames, so that the same command finds what an earlier one
/// left.</summary>
internal static class JobName
{
    private const int HexDigits = 32;

    /// <summary>The job of a request. The request holds the inputs' hashes, the model's identity, every option and the
    /// numeric class; the output path is not part of it.</summary>
    public static JobId Of(RenderRequest request, bool allowMixedClasses)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(request, ArtifactJson.Default.RenderRequest));
        hash.AppendData(allowMixedClasses ? "allow"u8 : "refuse"u8);
        return new JobId(JobId.LocalTenant, Convert.ToHexStringLower(hash.GetHashAndReset())[..HexDigits]);
    }
}
