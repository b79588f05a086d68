using OmniAvatar.Tests;
using OmniAvatar.Verification;
using Xunit.Abstractions;

namespace OmniAvatar.Evaluation.Tests;

public class GoldenEvaluationTests(ITestOutputHelper output)
{
    private static readonly string[] Areas = ["syncnet", "metrics"];

    [Fact]
    public void Run_ReferenceOfSyncNetAndMetrics_AllPass()
    {
        var rows = new List<GoldenRow>();

        GoldenVerifier.Run(Path.Combine(Path.GetDirectoryName(GoldenFolder.Root)!, "Golden-more"), rows.Add);

        var ours = rows.Where(row => Areas.Contains(row.Area)).ToList();
        foreach (var row in ours)
            output.WriteLine(row.ToString());
        ours.Where(row => !row.Passed).Select(row => row.ToString()).ShouldBeEmpty();
        ours.Select(row => $"{row.Area}/{row.Case}")
            .ShouldBe([
                "syncnet/weights",
                "syncnet/mfcc",
                "syncnet/features",
                "syncnet/evaluate",
                "syncnet/scoring",
                "metrics/frechet",
                "metrics/colour",
            ]);
    }
}
