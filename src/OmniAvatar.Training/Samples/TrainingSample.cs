using static TorchSharp.torch;

namespace OmniAvatar.Training.Samples;

/// <summary>A clip as the frozen networks see it, extracted once before training. Disposing frees the
/// tensors.</summary>
/// <param name="Latents">Of the video (16, T, h, w), float32 or float16.</param>
/// <param name="Reference">Of the reference picture (16, 1, h, w), in the same type.</param>
/// <param name="Text">Rows of the text encoder for the caption (L, text_dim), without the zeros after them.</param>
/// <param name="Audio">
/// Audio features (4T - 3, audio_input_dim), as a segment of these frames has them at rendering: row i is what is heard
/// while frame i is seen, and the first row of a clip whose first frame is the reference picture is zero.
/// </param>
public sealed record TrainingSample(Tensor Latents, Tensor Reference, Tensor Text, Tensor Audio) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Latents.Dispose();
        Reference.Dispose();
        Text.Dispose();
        Audio.Dispose();
    }
}

/// <summary>Sizes that all samples of a collection share.</summary>
/// <param name="TextLength">Rows that a prompt is filled up to with zeros, as rendering does.</param>
/// <param name="TextWidth">Values of a row of text.</param>
/// <param name="AudioWidth">Values of a row of audio.</param>
public sealed record SampleSizes(int TextLength, int TextWidth, int AudioWidth);

/// <summary>What is known of a sample before it is read.</summary>
/// <param name="Name">Its name, different from every other's.</param>
/// <param name="LatentFrames">T.</param>
/// <param name="Height">h, an eighth of the video's pixels.</param>
/// <param name="Width">w, an eighth of the video's pixels.</param>
/// <param name="Source">The collection it is from, for a phase's mix.</param>
/// <param name="IsForValidation">Whether it is kept out of training.</param>
public sealed record SampleInfo(
    string Name,
    int LatentFrames,
    int Height,
    int Width,
    string Source,
    bool IsForValidation = false
);

/// <summary>Samples by number, the same each time they are asked for.</summary>
public interface ITrainingSamples
{
    /// <summary>What all samples share.</summary>
    SampleSizes Sizes { get; }

    /// <summary>All samples, those for validation included, in order.</summary>
    IReadOnlyList<SampleInfo> List { get; }

    /// <summary>The same for the same samples: a run is continued on these alone.</summary>
    string Identity { get; }

    /// <summary>A sample on the CPU.</summary>
    /// <param name="index">0-based place in <see cref="List"/>.</param>
    /// <exception cref="BadInputException">It is missing, damaged, or not as the list says.</exception>
    TrainingSample Read(int index);

    /// <summary>Rows of the text encoder for the empty prompt (L, text_dim).</summary>
    /// <exception cref="BadInputException">They are missing or damaged.</exception>
    Tensor ReadEmptyText();
}
