using OmniAvatar.Silos.Hosting.Servers;

namespace OmniAvatar.Silos.Hosting.Tests.Servers;

public sealed class ExitCodesTests
{
    [Theory]
    [InlineData(FailureKind.WrongUse, 2)]
    [InlineData(FailureKind.BadInput, 3)]
    [InlineData(FailureKind.Failed, 1)]
    [InlineData(FailureKind.Outage, 1)]
    [InlineData(FailureKind.Damaged, 1)]
    [InlineData(FailureKind.Bug, 1)]
    public void Of_AKind_IsWhatTheManualSays(FailureKind kind, int code) => ExitCodes.Of(kind).ShouldBe(code);
}
