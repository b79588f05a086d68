using OmniAvatar.Chaos.Faults;
using OmniAvatar.Chaos.Runs;
using Xunit.Abstractions;

namespace OmniAvatar.Chaos.Tests;

/// <summary>The short form: every kind of fault once on real processes with a real model, and all is as if nothing had
/// happened.</summary>
[Collection(ProcessesCollection.Name)]
public sealed class ChaosTests(Servers servers, ITestOutputHelper output)
{
    [ChaosFact]
    public async Task Chaos_EveryKindOfFaultOnce_AllAsIfNothingHadHappened()
    {
        var settings = new ChaosSettings
        {
            Seed = 1,
            Faults = 8,
            Time = TimeSpan.FromMinutes(8),
            Outage = TimeSpan.FromSeconds(20),
        };
        var logs = Directory.CreateTempSubdirectory("omniavatar-chaos-logs-").FullName;
        var record = await RunAsync(settings, logs);

        output.WriteLine(ChaosReport.Write(record));
        record.Violations.ShouldBeEmpty($"journals and logs are in {logs}");
        record.Incidents.Select(incident => incident.Kind).Distinct().Order().ShouldBe(Enum.GetValues<FaultKind>());
        record.Evidence!.Jobs.Sum(job => job.Segments.Count()).ShouldBeGreaterThanOrEqualTo(2 * 40);
        Directory.Delete(logs, recursive: true);
    }

    private async Task<ChaosRecord> RunAsync(ChaosSettings settings, string logs)
    {
        await using var run = await ChaosRun.StartAsync(servers.Machine, settings, logs);
        await run.RunAsync(_ => { }, CancellationToken.None);
        return run.Record;
    }
}
