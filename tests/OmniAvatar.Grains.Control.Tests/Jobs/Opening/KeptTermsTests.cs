using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.Opening;

public sealed class KeptTermsTests : DutyTest
{
    [Fact]
    public Task Start_SummaryWithWarningsOfAnyListType_IsReadByTheNextActivation() =>
        Turns.RunAsync(async () =>
        {
            Terms = TestJobs.Terms with
            {
                Summary = JobSummary.Of("model", TestJobs.Request(), TestJobs.Plan([1])) with
                {
                    // The compiler makes a type of its own for this list.
                    Warnings = ["The sound is quiet.", .. Enumerable.Repeat("The picture is small.", 1)],
                },
            };
            await StartAsync();

            Activate();
            await Duties.Job.LoadHeadAsync();

            Duties
                .Job.Head.Terms.Summary!.Warnings.ShouldNotBeNull()
                .ShouldBe(["The sound is quiet.", "The picture is small."]);
        });
}
