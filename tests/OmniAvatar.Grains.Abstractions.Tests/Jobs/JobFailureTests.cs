using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json;
using OmniAvatar.Grains.Jobs;
using Orleans.Serialization;

namespace OmniAvatar.Grains.Abstractions.Tests.Jobs;

/// <summary>Silos of this release and of the one before tell each other of failures.</summary>
public sealed class JobFailureTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(FailureKind.BadInput, 3)]
    [InlineData(FailureKind.WrongUse, 2)]
    [InlineData(FailureKind.Damaged, 1)]
    [InlineData(FailureKind.Bug, 1)]
    public void Failure_OfThisRelease_IsReadByTheOneBefore(FailureKind kind, int exitCode) =>
        Convert<JobFailure, FormerJobFailure>(JobFailure.Of(kind, "No.", "e-1", "a/b"))
            .ShouldBe(new FormerJobFailure("No.", exitCode));

    [Theory]
    [InlineData(1, FailureKind.Failed)]
    [InlineData(2, FailureKind.WrongUse)]
    [InlineData(3, FailureKind.BadInput)]
    public void Failure_OfTheReleaseBefore_IsReadByThisOne(int exitCode, FailureKind kind)
    {
        var read = Convert<FormerJobFailure, JobFailure>(new FormerJobFailure("No.", exitCode));

        (read.Reason, read.Kind, read.Incident).ShouldBe(("No.", kind, null));
    }

    [Fact]
    public void Failure_OfThisRelease_KeepsAll()
    {
        var failure = JobFailure.Of(FailureKind.Damaged, "No.", "e-1", "a/b");
        Convert<JobFailure, JobFailure>(failure).ShouldBe(failure);
    }

    [Fact]
    public void Failure_OfALaterReleasesKind_CountsAsWhatItSaysInTheOlderForm() =>
        Convert<JobFailure, JobFailure>(new JobFailure("No.", 3, (FailureKind)99)).Kind.ShouldBe(FailureKind.BadInput);

    [Fact]
    public void Failure_AsStoredJson_IsReadInBothDirections()
    {
        var now = JsonConvert.SerializeObject(JobFailure.Of(FailureKind.Outage, "No.", "e-1"));
        JsonConvert.DeserializeObject<FormerJobFailure>(now).ShouldBe(new FormerJobFailure("No.", 1));
        JsonConvert
            .DeserializeObject<JobFailure>("{\"Reason\":\"No.\",\"ExitCode\":2}")
            .ShouldNotBeNull()
            .Kind.ShouldBe(FailureKind.WrongUse);
        JsonConvert.DeserializeObject<JobFailure>(now).ShouldNotBeNull().Kind.ShouldBe(FailureKind.Outage);
    }

    [Fact]
    public void From_WhatNobodyForesaw_IsABugThatNamesItsIdAndNoType()
    {
        var failure = JobFailure.From(new KeyNotFoundException("/srv/data/key at 10.0.0.1"));

        failure.Kind.ShouldBe(FailureKind.Bug);
        failure.Reason.ShouldContain(failure.Incident.ShouldNotBeNull());
        PublicReason.MentionsMachines(failure.Reason).ShouldBeFalse();
        failure.Reason.ShouldNotContain("KeyNotFound");
    }

    [Fact]
    public void KindOf_WhatOrleansThrows_IsAnOutage()
    {
        JobFailure.KindOf(new SiloUnavailableException("gone")).ShouldBe(FailureKind.Outage);
        JobFailure
            .KindOf(new CodecNotFoundException("Could not find a codec for type Npgsql.PostgresException."))
            .ShouldBe(FailureKind.Outage);
        JobFailure
            .KindOf(new CodecNotFoundException("Could not find a codec for type OmniAvatar.Other."))
            .ShouldBe(FailureKind.Bug);
    }

    private TTo Convert<TFrom, TTo>(TFrom value)
        where TTo : class
    {
        var bytes = _services.GetRequiredService<Serializer<TFrom>>().SerializeToArray(value);
        return _services.GetRequiredService<Serializer<TTo>>().Deserialize(bytes).ShouldNotBeNull();
    }
}

/// <summary>The contract of the release before.</summary>
[GenerateSerializer, Immutable, Alias("OmniAvatar.Tests.FormerJobFailure")]
public sealed record FormerJobFailure([property: Id(0)] string Reason, [property: Id(1)] int ExitCode);
