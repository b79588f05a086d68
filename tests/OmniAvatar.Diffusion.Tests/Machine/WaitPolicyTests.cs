using OmniAvatar.Diffusion.Machine;

namespace OmniAvatar.Diffusion.Tests.Machine;

public sealed class WaitPolicyTests
{
    private const string Runtime = "/usr/lib/libgomp.so.1";

    [Theory]
    [InlineData(null, null, null, true, WaitPolicySource.Program, "OMP_WAIT_POLICY=passive")]
    [InlineData("passive", null, null, true, WaitPolicySource.Environment, "OMP_WAIT_POLICY=passive")]
    [InlineData("PASSIVE", null, Runtime, true, WaitPolicySource.Environment, "OMP_WAIT_POLICY=PASSIVE")]
    [InlineData("active", null, null, false, WaitPolicySource.Environment, "OMP_WAIT_POLICY=active")]
    [InlineData("passive", "infinity", null, false, WaitPolicySource.Environment, "GOMP_SPINCOUNT=infinity")]
    [InlineData(null, "1000", null, false, WaitPolicySource.Environment, "GOMP_SPINCOUNT=1000")]
    [InlineData("active", "0", null, true, WaitPolicySource.Environment, "GOMP_SPINCOUNT=0")]
    [InlineData(null, null, Runtime, false, WaitPolicySource.LoadedBefore, Runtime)]
    public void Decide_OneStart_SaysWhatHoldsAndWhoseItIs(
        string? policy,
        string? spins,
        string? loaded,
        bool passive,
        WaitPolicySource source,
        string setting
    ) =>
        WaitPolicy
            .Decide(
                name =>
                    name switch
                    {
                        "OMP_WAIT_POLICY" => policy,
                        "GOMP_SPINCOUNT" => spins,
                        _ => null,
                    },
                loaded
            )
            .ShouldBe(new WaitPolicy(passive, source, setting));

    /// <summary>The host of these tests is a program that carries libtorch, too.</summary>
    [Fact]
    public void Current_InThisTestHost_WasSetInTime() =>
        WaitPolicy.Current.Source.ShouldNotBe(WaitPolicySource.LoadedBefore);
}
