using OmniAvatar.Tests;
using OmniAvatar.Verification;

namespace OmniAvatar.Training.Tests;

public class GoldenTrainingTests
{
    [Fact]
    public void Run_SecondBatch_PassesEveryTrainingCase()
    {
        var rows = new List<GoldenRow>();

        GoldenVerifier.Run(Path.Combine(Path.GetDirectoryName(GoldenFolder.Root)!, "Golden-more"), rows.Add);

        rows.Where(row => row.Area is ("training" or "checkpoints") && !row.Passed)
            .Select(row => row.ToString())
            .ShouldBeEmpty();
        rows.Count(row => row.Area == "training").ShouldBe(9);
    }
}
