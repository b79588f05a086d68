using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>The embeddings of captions, each distinct one once. The text encoder is loaded only where one is
/// missing.</summary>
/// <param name="folder">The model.</param>
/// <param name="identity">All that decides embeddings; others are made anew.</param>
/// <param name="output">The folder of samples.</param>
/// <param name="options">Device and type.</param>
internal sealed class TextStore(ModelFolder folder, string identity, string output, ExtractionOptions options)
{
    private const string Folder = "texts";
    private const int KeyCharacters = 16;

    /// <summary>What a caption is called.</summary>
    public static string KeyOf(string caption) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(caption)))[..KeyCharacters];

    /// <summary>Encodes what is not there yet.</summary>
    /// <returns>Every caption by its key.</returns>
    public SortedDictionary<string, TextEntry> Encode(IEnumerable<string> captions, CancellationToken cancellation)
    {
        var entries = new SortedDictionary<string, TextEntry>(StringComparer.Ordinal);
        var encoder = new Lazy<TextEncoder>(() =>
            ModelLoader.LoadTextEncoder(folder, options.Device, options.DataType, cancellation)
        );
        var tokenizer = new Lazy<PromptTokenizer>(() => PromptTokenizer.Open(folder.TokenizerFile));
        try
        {
            foreach (var caption in captions.Distinct(StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                entries[KeyOf(caption)] = Existing(KeyOf(caption)) ?? Encode(encoder.Value, tokenizer.Value, caption);
            }
            return entries;
        }
        finally
        {
            if (encoder.IsValueCreated)
                encoder.Value.Dispose();
        }
    }

    private TextEntry? Existing(string key) =>
        CurationJson.ReadOrNull<TextState>(StatePathOf(key)) is { } state
        && state.Identity == identity
        && File.Exists(Path.Combine(output, FileOf(key)))
            ? state.Entry
            : null;

    private TextEntry Encode(TextEncoder encoder, PromptTokenizer tokenizer, string caption)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = PromptEmbedding
            .Encode(encoder, tokenizer, caption, folder.Defaults.TextLength, options.Device)
            .squeeze(0)
            .cpu(); // (L, C)
        // The rows of padding are zero, and most of 512 are padding.
        var used = (int)rows.ne(0).any(1).sum().item<long>();
        var key = KeyOf(caption);
        var path = Path.Combine(output, FileOf(key));
        var entry = new TextEntry(FileOf(key), used, SampleFiles.WriteText(path, rows.narrow(0, 0, used).contiguous()));
        CurationJson.Write(StatePathOf(key), new TextState(identity, entry));
        return entry;
    }

    private static string FileOf(string key) => $"{Folder}/{key}.safetensors";

    private string StatePathOf(string key) => Path.Combine(output, SampleExtractor.StateFolder, $"text-{key}.json");

    private sealed record TextState(string Identity, TextEntry Entry);
}
