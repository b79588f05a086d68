namespace OmniAvatar.Tests.Errors;

public sealed class PublicReasonTests
{
    [Theory]
    [InlineData(FailureKind.BadInput, "The picture is damaged.")]
    [InlineData(FailureKind.WrongUse, "A window of 5/8 is too short.")]
    public void Of_WhatTheCallerSent_IsTheReason(FailureKind kind, string reason) =>
        PublicReason.Of(kind, reason, "e-1").ShouldBe(reason);

    [Theory]
    [InlineData("The picture /data/blobs/ab/cd is damaged.")]
    [InlineData("'/tmp/x.png' is not a picture.")]
    [InlineData("C:\\scratch\\a.png is not a picture.")]
    [InlineData("10.0.0.7:5432 refuses.")]
    [InlineData("http://azurite:10000/dev is away.")]
    [InlineData("NullReferenceException: Object reference not set.")]
    [InlineData("System.Collections.Generic.List is empty.")]
    public void Of_InputThatTellsOfMachines_IsOneSentenceAndTheId(string reason)
    {
        PublicReason.MentionsMachines(reason).ShouldBeTrue();
        PublicReason
            .Of(FailureKind.BadInput, reason, "e-1")
            .ShouldBe("What was submitted cannot be rendered (id e-1).");
    }

    [Fact]
    public void Of_EveryOtherKind_TellsNothingOfTheReason()
    {
        foreach (
            var kind in Enum.GetValues<FailureKind>()
                .Except([FailureKind.BadInput, FailureKind.WrongUse, FailureKind.Failed])
        )
        {
            var told = PublicReason.Of(kind, "The disk holding scratch is full.", "e-1");
            told.ShouldNotContain("scratch");
            told.ShouldEndWith("(id e-1).");
        }
    }

    [Theory]
    [InlineData("The numbers are not finite.", "The numbers are not finite (id e-1).")]
    [InlineData(
        "The fragment cannot be encoded: /scratch/1/a.mp4: no such file.",
        "The model or the encoder could not do this video's work (id e-1)."
    )]
    public void Of_WhatTheModelRefused_IsShownWithoutMachines(string reason, string told) =>
        PublicReason.Of(FailureKind.Failed, reason, "e-1").ShouldBe(told);

    [Fact]
    public void New_IncidentId_IsAnotherEachTime() => IncidentId.New().ShouldNotBe(IncidentId.New());
}
