using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Tests.Errors;

/// <summary>What the outside is told of failures, and what only the log is.</summary>
public sealed class ErrorAnswersTests
{
    private const string Machine = "/srv/data/blobs at 10.0.0.7:10000";

    private readonly FakeLogger<ErrorAnswers> _log = new();

    [Theory]
    [InlineData(FailureKind.Outage, 503, "unavailable")]
    [InlineData(FailureKind.Resources, 503, "unavailable")]
    [InlineData(FailureKind.Failed, 503, "unavailable")]
    [InlineData(FailureKind.Damaged, 500, "damaged")]
    [InlineData(FailureKind.Bug, 500, "internal_error")]
    [InlineData(FailureKind.BadInput, 400, "bad_input")]
    [InlineData(FailureKind.WrongUse, 400, "invalid_value")]
    public void Refusal_OfAKind_HasItsCodeAndTellsNothingOfMachines(FailureKind kind, int status, string code)
    {
        var refusal = Refuse(OmniAvatarException.Of(kind, $"{Machine} is not as it should be."));

        (refusal.Status, refusal.Code).ShouldBe((status, code));
        PublicReason.MentionsMachines(refusal.Message).ShouldBeFalse();
    }

    [Fact]
    public void Refusal_WhatNobodyForesaw_HasAnIdUnderWhichTheLogHasTheException()
    {
        var bug = new KeyNotFoundException(Machine);

        var refusal = Refuse(bug);

        (refusal.Status, refusal.Code).ShouldBe((500, "internal_error"));
        refusal.Message.ShouldNotContain("KeyNotFound");
        var id = refusal.Message[(refusal.Message.IndexOf("(id ", StringComparison.Ordinal) + 4)..^2];
        var entry = _log.Collector.GetSnapshot().ShouldHaveSingleItem();
        entry.Level.ShouldBe(LogLevel.Error);
        entry.Message.ShouldContain(id);
        entry.Exception.ShouldBe(bug);
    }

    [Fact]
    public void Refusal_WhatTheCallerSent_IsTheSentenceItself() =>
        Refuse(new BadInputException("The picture is damaged.")).Message.ShouldBe("The picture is damaged.");

    private ApiException Refuse(Exception failure) =>
        new ErrorAnswers(_log).Refusal(failure, new DefaultHttpContext().Request);
}
