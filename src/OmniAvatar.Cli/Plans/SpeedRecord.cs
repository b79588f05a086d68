using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Files;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Cli.Plans;

/// <summary>How long segments of one kind took.</summary>
/// <param name="Model">Identity of the model with its adapters.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="TeaCache">Threshold, or null for none.</param>
/// <param name="Work">Token-steps of a segment, see <see cref="RenderWork"/>.</param>
/// <param name="SecondsPerSegment">Mean of the last segments, from hearing to encoding, loading the model left
/// out.</param>
/// <param name="Segments">Segments measured.</param>
internal sealed record MeasuredSpeed(
    string Model,
    string Device,
    int Width,
    int Height,
    double? TeaCache,
    double Work,
    double SecondsPerSegment,
    int Segments
)
{
    /// <summary>Whether its speed says something of another kind.</summary>
    public bool IsOf(RenderRequest request, string? device) =>
        (Model, Width, Height, TeaCache)
            == (request.ModelManifest, request.Width, request.Height, request.TeaCacheThreshold)
        && (device is null || device == Device);
}

/// <summary>What a segment will take.</summary>
/// <param name="SecondsPerSegment">Seconds of one device.</param>
/// <param name="MeasuredSegments">Segments that it was measured on.</param>
/// <param name="IsAlike">Whether those were the same work, so that nothing was scaled.</param>
internal sealed record SpeedEstimate(double SecondsPerSegment, int MeasuredSegments, bool IsAlike);

/// <summary>What earlier renders on this machine measured: a file of the data folder, the kind measured last
/// first.</summary>
internal sealed class SpeedRecord(string path)
{
    /// <summary>The mean follows the last this many segments, since machines change.</summary>
    private const int Memory = 20;
    private const int MostKinds = 100;

    /// <summary>Counts one segment that was rendered whole.</summary>
    public void Add(RenderRequest request, RenderPlan plan, TimeSpan spent)
    {
        var device = DeviceOf(request.NumericClass);
        var work = RenderWork.OfSegment(request, plan);
        var kinds = Read();
        var old =
            kinds.FirstOrDefault(kind => kind.Work == work && kind.IsOf(request, device))
            ?? new MeasuredSpeed(
                request.ModelManifest,
                device,
                request.Width,
                request.Height,
                request.TeaCacheThreshold,
                work,
                0,
                0
            );
        var count = old.Segments + 1;
        var mean = old.SecondsPerSegment + (spent.TotalSeconds - old.SecondsPerSegment) / Math.Min(count, Memory);
        Write([
            old with
            {
                SecondsPerSegment = mean,
                Segments = count,
            },
            .. kinds.Where(kind => kind != old).Take(MostKinds - 1),
        ]);
    }

    /// <summary>What a segment will take by what was measured; null where nothing of its model and size was.</summary>
    /// <param name="request">What is to be rendered.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>; null takes what was used last.</param>
    public SpeedEstimate? Estimate(RenderRequest request, RenderPlan plan, string? device)
    {
        var kinds = Read().Where(kind => kind.IsOf(request, device)).ToArray();
        if (kinds.Length == 0)
            return null;
        var work = RenderWork.OfSegment(request, plan);
        var nearest = kinds
            .Where(kind => kind.Device == kinds[0].Device)
            .MinBy(kind => Math.Abs(Math.Log(kind.Work / work)))!;
        return new SpeedEstimate(
            nearest.SecondsPerSegment * work / nearest.Work,
            nearest.Segments,
            nearest.Work == work
        );
    }

    private static string DeviceOf(string numericClass) =>
        numericClass.StartsWith("device=cuda", StringComparison.Ordinal) ? "cuda" : "cpu";

    /// <summary>A record that cannot be read is no record: it is only an estimate's source.</summary>
    private IReadOnlyList<MeasuredSpeed> Read()
    {
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), SpeedJson.Default.IReadOnlyListMeasuredSpeed)
                    ?? []
                : [];
        }
        catch (Exception e) when (e is JsonException || FileFailure.Is(e))
        {
            return [];
        }
    }

    private void Write(IReadOnlyList<MeasuredSpeed> kinds)
    {
        try
        {
            AtomicFile.Write(
                path,
                file => JsonSerializer.Serialize(file, kinds, SpeedJson.Default.IReadOnlyListMeasuredSpeed)
            );
        }
        catch (ResourcesException)
        {
            // A full disk stops the render by itself where it matters.
        }
    }
}

/// <summary>How the record is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<MeasuredSpeed>))]
internal sealed partial class SpeedJson : JsonSerializerContext;
