using System.Globalization;
using OmniAvatar.Grains.Control.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Tenants;

/// <summary>Whether one more job fits a tenant's limits.</summary>
internal static class Quota
{
    /// <summary>Null if it fits; else one sentence with what to do.</summary>
    public static string? Refusal(TenantTerms terms, TenantLoad load, AdmissionRequest request)
    {
        if (load.OpenGpuSeconds + request.GpuSeconds > terms.QueuedGpuSeconds)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"This job needs about {request.GpuSeconds:0} GPU-seconds, {load.OpenGpuSeconds:0} are waiting, and {terms.QueuedGpuSeconds:0} may wait "
                + $"at once: submit it again when some are done, or cancel a job.");
        }
        if (load.Bytes + request.Bytes > terms.StoredBytes)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $"This job's inputs take {Megabytes(request.Bytes)} MB, {Megabytes(load.Bytes)} MB are stored, and {Megabytes(terms.StoredBytes.Value)} MB "
                + $"may be: delete videos that you have fetched, and submit it again.");
        }
        return null;
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.#", CultureInfo.InvariantCulture);
}
