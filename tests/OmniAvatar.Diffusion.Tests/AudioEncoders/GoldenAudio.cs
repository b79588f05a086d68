using System.Text.Json;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;

namespace OmniAvatar.Diffusion.Tests.AudioEncoders;

/// <summary>The reference's small audio encoder.</summary>
internal static class GoldenAudio
{
    public static Wav2Vec2Encoder Load()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Of("wav2vec", "config.json")));
        var encoder = new Wav2Vec2Encoder(Wav2Vec2Config.FromJson(json.RootElement));
        using var weights = SafetensorsFile.Open(GoldenFolder.Of("wav2vec", "weights.safetensors"));
        StrictLoader.Load(encoder, weights, new LoadOptions { Ignored = Wav2Vec2Encoder.UnusedKeys });
        return encoder;
    }
}
