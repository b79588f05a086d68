using System.Text.Json;
using OmniAvatar.Cli.Tests.Processes;

namespace OmniAvatar.Cli.Tests.Doctor;

/// <summary>
/// Whether the program asks for passive waiting before libtorch's OpenMP runtime reads its settings: the runtime itself
/// tells, in a process that was started plainly.
/// </summary>
public sealed class WaitingThreadsTests
{
    private const string Policy = "OMP_WAIT_POLICY";
    private const string Spins = "GOMP_SPINCOUNT";
    private const string Preload = "LD_PRELOAD";

    [Fact]
    public async Task Doctor_NobodySaysHowToWait_RuntimeReadsPassive()
    {
        var result = await DoctorAsync(
            new()
            {
                [Policy] = null,
                [Spins] = null,
                ["OMP_DISPLAY_ENV"] = "verbose",
            }
        );

        result.Error.ShouldContain($"{Policy} = 'PASSIVE'");
        result.Error.ShouldContain($"{Spins} = '0'");
        Waiting(result).ShouldBe(("Good", "sleep: this program sets OMP_WAIT_POLICY=passive"));
        Finding(result, "libtorch").Found.ShouldNotContain("unknown");
        Finding(result, "numeric class").Found.ShouldStartWith("device=");
    }

    [Fact]
    public async Task Doctor_UserWantsSpinning_RuntimeReadsTheUsersWord()
    {
        var result = await DoctorAsync(
            new()
            {
                [Policy] = "active",
                [Spins] = null,
                ["OMP_DISPLAY_ENV"] = "verbose",
            }
        );

        result.Error.ShouldContain($"{Policy} = 'ACTIVE'");
        result.Error.ShouldNotContain($"{Spins} = '0'");
        Waiting(result).ShouldBe(("Limited", "spin: the environment sets OMP_WAIT_POLICY=active"));
    }

    [Fact]
    public async Task Doctor_RuntimeLoadedBeforeTheProgram_SaysThatItMaySpin()
    {
        var runtime = Directory.EnumerateFiles(AppContext.BaseDirectory, "libgomp*").ShouldHaveSingleItem();

        var result = await DoctorAsync(
            new()
            {
                [Policy] = null,
                [Spins] = null,
                [Preload] = runtime,
            }
        );

        var (status, found) = Waiting(result);
        status.ShouldBe("Limited");
        found.ShouldContain("was loaded before this program could");
    }

    private static async Task<CliResult> DoctorAsync(Dictionary<string, string?> environment)
    {
        using var process = CliProcess.StartIn(environment, "doctor", "--json");
        return await CliProcess.FinishAsync(process);
    }

    private static (string Status, string Found) Waiting(CliResult result) => Finding(result, "waiting threads");

    private static (string Status, string Found) Finding(CliResult result, string name)
    {
        using var findings = JsonDocument.Parse(result.Output);
        var finding = findings
            .RootElement.EnumerateArray()
            .Single(finding => finding.GetProperty("name").GetString() == name);
        return (finding.GetProperty("status").GetString()!, finding.GetProperty("found").GetString()!);
    }
}
