using System.IO.Compression;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>Writes weight files that <c>torch.load</c> reads, with <c>weights_only</c> as well: complete or not at
/// all.</summary>
public static class PickleWeightsWriter
{
    /// <summary>The folder inside the archive; PyTorch takes any single one.</summary>
    private const string Folder = "archive/";

    /// <summary>The same tensors give the same bytes, whenever they are written: the earliest time that a zip can
    /// say.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes tensors that are in memory, each in its own type.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors) =>
        Write(
            path,
            tensors
                .Select(pair => KeyValuePair.Create(pair.Key, new TensorInfo(pair.Value.dtype, pair.Value.shape)))
                .ToList(),
            key => [tensors[key].alias()]
        );

    /// <summary>Writes tensors that are made one piece at a time, so that the memory needed does not grow with the
    /// file.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="tensors">Keys, types and shapes of everything that will be written, in order.</param>
    /// <param name="pieces">The elements of one key in order, in one or more tensors of any shape; each is converted to
    /// the declared type, written and disposed.</param>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static void Write(
        string path,
        IReadOnlyList<KeyValuePair<string, TensorInfo>> tensors,
        Func<string, IEnumerable<Tensor>> pieces
    ) =>
        AtomicFile.Write(
            path,
            stream =>
            {
                using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
                Add(archive, "data.pkl", record => record.Write(Pickler.Write(tensors)));
                Add(archive, "byteorder", record => record.Write("little"u8));
                for (var i = 0; i < tensors.Count; i++)
                {
                    var (key, info) = tensors[i];
                    Add(archive, $"data/{i}", record => TensorBytes.Write(record, key, info, pieces(key)));
                }
                Add(archive, "version", record => record.Write("3\n"u8));
            }
        );

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(Folder + name, CompressionLevel.NoCompression);
        entry.LastWriteTime = NoTime;
        using var record = entry.Open();
        write(record);
    }
}
