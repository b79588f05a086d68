using System.Text.Json.Serialization;

namespace OmniAvatar.Diffusion.Models;

/// <summary>The parts of a model, each served by files of its own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelPart>))]
public enum ModelPart
{
    /// <summary>Wan2.1's transformer.</summary>
    [JsonStringEnumMemberName("transformer")]
    Transformer,

    /// <summary>OmniAvatar's adapter to it.</summary>
    [JsonStringEnumMemberName("adapter")]
    Adapter,

    /// <summary>Wan2.1's video autoencoder.</summary>
    [JsonStringEnumMemberName("autoencoder")]
    Autoencoder,

    /// <summary>The umT5 text encoder.</summary>
    [JsonStringEnumMemberName("text_encoder")]
    TextEncoder,

    /// <summary>umT5's tokenizer.</summary>
    [JsonStringEnumMemberName("tokenizer")]
    Tokenizer,

    /// <summary>The wav2vec2 audio encoder.</summary>
    [JsonStringEnumMemberName("audio_encoder")]
    AudioEncoder,
}
