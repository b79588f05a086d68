using OmniAvatar.Client.Webhooks;

namespace OmniAvatar.Client.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    // The example of the specification of Standard Webhooks.
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Body = """{"test": 2432232314}""";
    private const long Time = 1614265330;
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Fact]
    public void Sign_ExampleOfTheSpecification_IsItsSignature() =>
        WebhookSignature.Sign(Secret, Id, Time, Body).ShouldBe(Signature);

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Verify_OlderOrNewerThanFiveMinutes_IsFalse(int seconds, bool isValid) =>
        Verify("1614265330", $"v1,bm90aGluZw== {Signature}", Body, seconds).ShouldBe(isValid);

    [Theory]
    [InlineData("1614265331", Signature, Body)]
    [InlineData("now", Signature, Body)]
    [InlineData("1614265330", "v1,bm90aGluZw==", Body)]
    [InlineData("1614265330", "", Body)]
    [InlineData("1614265330", Signature, """{"test": 2432232315}""")]
    public void Verify_OtherTimeSignatureOrBody_IsFalse(string time, string signatures, string body) =>
        Verify(time, signatures, body, 0).ShouldBeFalse();

    private static bool Verify(string time, string signatures, string body, int seconds) =>
        WebhookSignature.Verify(
            Secret,
            Id,
            time,
            signatures,
            body,
            DateTimeOffset.FromUnixTimeSeconds(Time).AddSeconds(seconds)
        );
}
