using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Requests;

public sealed class RequestValidatorTests
{
    private static readonly RenderRequest Good = TestRequests.Released;

    public static TheoryData<string, RenderRequest> Wrong() =>
        new()
        {
            { "steps", Good with { Steps = 0 } },
            { "steps", Good with { Steps = 1001 } },
            { "guidance", Good with { TextGuidanceScale = double.NaN } },
            { "audio guidance", Good with { AudioGuidanceScale = double.PositiveInfinity } },
            { "overlap", Good with { OverlapFrames = 12 } },
            { "overlap", Good with { MaxTokens = 3000 } },
            { "height", Good with { Height = 402 } },
            { "width", Good with { Width = 0 } },
            { "frame rate", Good with { FramesPerSecond = 24 } },
            { "TeaCache", Good with { TeaCacheThreshold = 0 } },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Require_NumberOutOfRange_IsWrongUseThatNamesIt(string named, RenderRequest request)
    {
        var refusal = Should.Throw<WrongUseException>(() => RequestValidator.Require(request));
        refusal.Message.ShouldContain(named);
        refusal.Message.ShouldEndWith(".");
    }

    [Fact]
    public void Require_NoSpeech_IsBadInput() =>
        Should.Throw<BadInputException>(() => RequestValidator.Require(Good with { SpeechSamples = 0 }));

    [Fact]
    public void Require_GoodRequest_Passes() => Should.NotThrow(() => RequestValidator.Require(Good));
}
