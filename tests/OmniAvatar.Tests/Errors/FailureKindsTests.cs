using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OmniAvatar.Tests.Errors;

public sealed class FailureKindsTests
{
    public static TheoryData<Exception, FailureKind> Failures =>
        new()
        {
            { new RenderFailedException("No."), FailureKind.Failed },
            { new OutageException("No."), FailureKind.Outage },
            { new DamagedException("No."), FailureKind.Damaged },
            { new ResourcesException("No."), FailureKind.Resources },
            { new AggregateException(new BadInputException("No.")), FailureKind.BadInput },
            { new TaskCanceledException(), FailureKind.Cancelled },
            { new TimeoutException(), FailureKind.Outage },
            { new IOException("The connection broke.", new SocketException()), FailureKind.Outage },
            { new IOException("No space left on device."), FailureKind.Resources },
            { new UnauthorizedAccessException(), FailureKind.Resources },
            { new ExternalException("CUDA out of memory. Tried to allocate 2 GiB."), FailureKind.Resources },
            { new ExternalException("CUDA error: device-side assert triggered"), FailureKind.Failed },
            { new SEHException(), FailureKind.Bug },
            { new NullReferenceException(), FailureKind.Bug },
            { new KeyNotFoundException(), FailureKind.Bug },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Of_Exception_IsItsKind(Exception failure, FailureKind kind) => FailureKinds.Of(failure).ShouldBe(kind);

    [Fact]
    public void Of_EveryKindsOwnException_IsThatKind()
    {
        foreach (var kind in Enum.GetValues<FailureKind>())
            FailureKinds.Of(OmniAvatarException.Of(kind, "No.")).ShouldBe(kind);
    }

    [Fact]
    public void Retry_EveryKind_IsNeverForWhatTheUserMustChange()
    {
        var never = Enum.GetValues<FailureKind>().Where(kind => kind.Retry() == RetryRule.Never);
        never.ShouldBe([FailureKind.WrongUse, FailureKind.BadInput, FailureKind.Cancelled], ignoreOrder: true);
        FailureKind.Outage.Retry().ShouldBe(RetryRule.WhilePatient);
        FailureKind.Bug.Retry().ShouldBe(RetryRule.FewTimes);
    }

    [Theory]
    [InlineData("failed", 0)]
    [InlineData("wrong_use", 1)]
    [InlineData("bad_input", 2)]
    [InlineData("outage", 3)]
    [InlineData("damaged", 4)]
    [InlineData("resources", 5)]
    [InlineData("cancelled", 6)]
    [InlineData("bug", 7)]
    public void Number_Travels_SoItNeverChanges(string word, int number) => ((FailureKind)number).Word().ShouldBe(word);
}
