using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Requests;

/// <summary>A request at the released configuration, to be spoiled or varied.</summary>
internal static class TestRequests
{
    public static RenderRequest Released { get; } =
        new()
        {
            Speakers = [new SpeakerRequest("", 640, 480, "A woman speaks", "")],
            SpeechSamples = 100_930,
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
}
