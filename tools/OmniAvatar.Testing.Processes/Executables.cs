using System.Diagnostics;

namespace OmniAvatar.Testing.Processes;

/// <summary>The programs of this repository, as they were built.</summary>
public static class Executables
{
    /// <summary>How long a short command may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The root of this repository.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Gateway { get; } = Built("silos/OmniAvatar.Silos.Gateway");

    public static string Renderer { get; } = Built("silos/OmniAvatar.Silos.Renderer");

    public static string Cli { get; } = Built("src/OmniAvatar.Cli");

    /// <summary>How to start one of them with the cluster's secrets in its environment.</summary>
    public static ProcessStartInfo Start(string program, ClusterAddress? cluster, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]);
        foreach (
            var variable in start
                .Environment.Keys.Where(name => name.StartsWith("OMNIAVATAR_", StringComparison.Ordinal))
                .ToList()
        )
            start.Environment.Remove(variable);
        if (cluster is null)
            return start;
        start.Environment["OMNIAVATAR_POSTGRES"] = cluster.Postgres;
        if (cluster.Blobs is { } blobs)
            start.Environment["OMNIAVATAR_BLOBS"] = blobs;
        if (cluster.StoreFolder is { } folder)
            start.Environment["OMNIAVATAR_STORE"] = folder;
        if (cluster.AdminKey is { } key)
            start.Environment["OMNIAVATAR_ADMIN_KEY"] = key;
        if (cluster.IsShortLived)
            start.Environment["DOTNET_TC_CallCounting"] = "0";
        if (cluster.Collector is { } collector)
            Export(start.Environment, collector);
        return start;
    }

    // OpenTelemetry's own variables; times are in milliseconds.
    private static void Export(IDictionary<string, string?> environment, Uri collector)
    {
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.ToString();
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_BSP_SCHEDULE_DELAY"] = environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
    }

    /// <summary>Runs <c>cluster init</c> with further options and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has its output.</exception>
    public static async Task<string> InitAsync(ClusterAddress cluster, params string[] arguments)
    {
        var data = Directory.CreateTempSubdirectory("omniavatar-init-");
        try
        {
            return await RunAsync(Start(Gateway, cluster, ["cluster", "init", "--data", data.FullName, .. arguments]));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>Runs <c>cluster init --tenant</c> and returns the tenant's new key.</summary>
    public static async Task<string> AddTenantAsync(ClusterAddress cluster, string tenant, params string[] terms) =>
        (await InitAsync(cluster, ["--tenant", tenant, .. terms])).TrimEnd().Split('\n')[^1];

    /// <summary>Makes a model folder with tiny random weights.</summary>
    public static Task CreateTinyModelAsync(string folder) =>
        RunAsync(Start(Cli, null, ["models", "create", folder, "--preset", "tiny"]));

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        await using var process = new ServerProcess(string.Join(' ', start.ArgumentList), start);
        if (await process.WaitForExitAsync(Patience) != 0)
            throw new InvalidOperationException(process.Log);
        return string.Join('\n', process.Lines);
    }

    /// <summary>A program as it was built.</summary>
    /// <param name="project">The folder of its project, below the repository's.</param>
    public static string Built(string project)
    {
        // The same configuration as the tests': …/bin/Release/net10.0/.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository, project, "bin", own.Parent!.Name, own.Name, $"{Path.GetFileName(project)}.dll");
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OmniAvatar.Cluster.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests must run inside the repository, because they use its programs.");
    }
}
