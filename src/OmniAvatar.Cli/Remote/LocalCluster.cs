using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmniAvatar.Cli.Remote;

/// <summary>
/// The cluster that <c>cluster up</c> has started here: its launcher notes where the gateways listen, which processes
/// they are, and a key, in a file that only its user may read. A file that a crash has left names processes that are
/// gone, and counts for nothing.
/// </summary>
internal sealed class LocalCluster
{
    private readonly IReadOnlyList<Uri> _gateways;

    private LocalCluster(IReadOnlyList<Uri> gateways, string key) => (_gateways, Key) = (gateways, key);

    /// <summary>A gateway that runs.</summary>
    public Uri Address => _gateways[0];

    /// <summary>A key of the tenant <c>local</c>.</summary>
    public string Key { get; }

    /// <summary>The cluster that runs in this repository, or null.</summary>
    public static LocalCluster? Find() => Read(RepositoryFolder.PathOf("out/cluster/access.json"));

    /// <summary>The cluster of an access file, or null if the file is missing or unreadable, or its gateways are
    /// gone.</summary>
    public static LocalCluster? Read(string path)
    {
        try
        {
            var note = JsonSerializer.Deserialize(File.ReadAllBytes(path), ClusterNoteJson.Default.ClusterNote);
            if (note is not { Key.Length: > 0, Gateways: not null })
                return null;
            List<Uri> gateways =
            [
                .. note
                    .Gateways.Where(gateway => IsAlive(gateway.Process, gateway.Started))
                    .Select(gateway => new Uri(gateway.Url)),
            ];
            return gateways.Count > 0 ? new LocalCluster(gateways, note.Key) : null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or UriFormatException)
        {
            return null;
        }
    }

    /// <summary>Whether an address belongs to this cluster: its key is not sent to any other address.</summary>
    public bool Listens(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http", Host: "127.0.0.1" or "localhost" }
        && _gateways.Any(gateway => gateway.Port == uri.Port);

    /// <summary>When a process began, in ticks since the machine's start; null if it does not exist.</summary>
    internal static long? StartOf(int process)
    {
        try
        {
            var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            // The name, in brackets, may have anything in it; the start is the twentieth field after it.
            var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsAlive(int process, long started) => StartOf(process) == started;
}

/// <summary>What <c>cluster up</c> notes.</summary>
internal sealed record ClusterNote(string? Key, IReadOnlyList<GatewayNote>? Gateways);

/// <summary>A gateway of it; a process is known by its number and when it began.</summary>
internal sealed record GatewayNote(string Url, int Process, long Started);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClusterNote))]
internal sealed partial class ClusterNoteJson : JsonSerializerContext;
