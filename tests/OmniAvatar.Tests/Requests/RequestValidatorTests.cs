using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Requests;

public sealed class RequestValidatorTests
{
    private static readonly RenderRequest Good = new()
    {
        PictureSha256 = "",
        PictureWidth = 640,
        PictureHeight = 480,
        SoundSha256 = "",
        SpeechSamples = 100_930,
        Prompt = "A woman speaks",
        NegativePrompt = "",
        ModelManifest = "",
        Seed = 42,
        Steps = 50,
        TextGuidanceScale = 4.5,
        AudioGuidanceScale = 4.5,
        OverlapFrames = 13,
        MaxTokens = 30_000,
        Height = 400,
        Width = 720,
        FramesPerSecond = 25,
        Handoff = HandoffMode.Reencode,
        Shots = ShotMode.Single,
        NumericClass = "",
    };

    public static TheoryData<string, RenderRequest> Wrong() => new()
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
