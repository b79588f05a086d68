using System.Globalization;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Tenants;

/// <summary>Whether one more job fits a tenant's limits.</summary>
internal static class Quota
{
    private const double Kilobyte = 1e3;
    private const double Megabyte = 1e6;

    /// <summary>Admits the job, or says in one sentence what to do.</summary>
    public static Admission Decide(TenantTerms terms, TenantLoad load, AdmissionRequest request)
    {
        if (request.GpuSeconds > terms.QueuedGpuSeconds)
        {
            return Never(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This job needs about {request.GpuSeconds:0} GPU-seconds, but at most "
                        + $"{terms.QueuedGpuSeconds:0} may wait at once: "
                ) + "ask for a shorter video, fewer steps or a higher limit."
            );
        }
        if (request.Bytes > terms.StoredBytes)
        {
            return Never(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This job's inputs take {Size(request.Bytes)}, but at most "
                        + $"{Size(terms.StoredBytes.Value)} may be stored: "
                ) + "send smaller files, or ask for a higher limit."
            );
        }
        if (load.OpenGpuSeconds + request.GpuSeconds > terms.QueuedGpuSeconds)
        {
            return Later(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This job needs about {request.GpuSeconds:0} GPU-seconds; {load.OpenGpuSeconds:0} are "
                        + $"already waiting, and at most {terms.QueuedGpuSeconds:0} may wait at once: "
                ) + "submit it again when some are done, or cancel a job."
            );
        }
        if (load.Bytes + request.Bytes > terms.StoredBytes)
        {
            return Later(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This job's inputs take {Size(request.Bytes)}; {Size(load.Bytes)} are already stored, and at "
                        + $"most {Size(terms.StoredBytes.Value)} may be stored: "
                ) + "delete videos that you have fetched, and submit it again."
            );
        }
        return new Admission(null);
    }

    private static Admission Never(string sentence) => new(sentence) { CannotEverFit = true };

    private static Admission Later(string sentence) => new(sentence);

    private static string Size(long bytes) =>
        bytes switch
        {
            < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
            < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kilobyte:0.#} KB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte:0.#} MB"),
        };
}
