using System.Text;
using System.Text.Json.Nodes;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Tests;

/// <summary>A copy of the golden folder that a test may damage: files are links until one is changed.</summary>
internal sealed class GoldenCopy : IDisposable
{
    public GoldenCopy()
    {
        Root = Directory.CreateTempSubdirectory("golden-").FullName;
        foreach (var file in Directory.EnumerateFiles(GoldenFolder.Root, "*", SearchOption.AllDirectories))
        {
            var target = PathOf(Path.GetRelativePath(GoldenFolder.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.CreateSymbolicLink(target, file);
        }
    }

    public string Root { get; }

    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>All rows of a run.</summary>
    public IReadOnlyList<GoldenRow> Verify()
    {
        var rows = new List<GoldenRow>();
        var summary = GoldenVerifier.Run(Root, rows.Add);
        (summary.Passed, summary.Failed).ShouldBe((rows.Count(row => row.Passed), rows.Count(row => !row.Passed)));
        return rows;
    }

    /// <summary>The rows that failed.</summary>
    public IReadOnlyList<GoldenRow> Failures() => [.. Verify().Where(row => !row.Passed)];

    /// <summary>Puts other bytes in place of a file.</summary>
    public void Replace(string name, Func<byte[], byte[]> change)
    {
        var bytes = change(File.ReadAllBytes(PathOf(name)));
        File.Delete(PathOf(name));
        File.WriteAllBytes(PathOf(name), bytes);
    }

    /// <summary>Changes a JSON file.</summary>
    public void EditJson(string name, Action<JsonNode> change) =>
        Replace(
            name,
            bytes =>
            {
                var json = JsonNode.Parse(bytes)!;
                change(json);
                return Encoding.UTF8.GetBytes(json.ToJsonString());
            }
        );

    /// <summary>Changes the tensors of a file: removes, adds or replaces them.</summary>
    public void EditTensors(string name, Action<Dictionary<string, Tensor>> change)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>();
        using (var file = SafetensorsFile.Open(PathOf(name)))
            foreach (var key in file.Tensors.Keys)
                tensors[key] = file.Read(key);
        change(tensors);
        File.Delete(PathOf(name));
        SafetensorsWriter.Write(PathOf(name), tensors);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
