using System.Text.Json.Nodes;
using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Processes;
using OmniAvatar.Diffusion.Models;

namespace OmniAvatar.Cli.Tests.Render;

public sealed class BadWeightsTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private const string Key = "blocks.0.self_attn.q.weight";

    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, Action<string>> BadFiles =>
        new()
        {
            { "missing key", Key, path => SafetensorsEdit.RemoveTensor(path, Key) },
            { "extra key", "blocks.0.surprise", path => SafetensorsEdit.AddTensor(path, "blocks.0.surprise") },
            { "mis-shaped key", Key, path => SafetensorsEdit.EditHeader(path, header => Flatten(header[Key]!)) },
            { "truncated", "", path => Cut(path, new FileInfo(path).Length / 2) },
            { "header length beyond the file", "", path => SafetensorsEdit.LieAboutHeader(path, 1L << 40) },
            { "header length negative", "", path => SafetensorsEdit.LieAboutHeader(path, -1) },
            { "offsets overlap", "", path => SafetensorsEdit.EditHeader(path, Overlap) },
            {
                "offsets past the end",
                "",
                path => SafetensorsEdit.EditHeader(path, header => header[Key]!["data_offsets"]![1] = long.MaxValue)
            },
        };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task Render_BadWeights_AreRefused(string name, string because, Action<string> spoil)
    {
        var model = tiny.CopyModel(_folder.PathOf(name));
        spoil(Directory.GetFiles(model, "diffusion_pytorch_model.safetensors", SearchOption.AllDirectories).Single());

        var result = await _folder.RenderAsync("--model", model);

        result.ShouldFail(3, because);
        _folder.OutputFiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task Render_WeightThatIsNoNumber_IsRefusedByItsName()
    {
        var model = tiny.CopyModel(_folder.PathOf("model"));
        SafetensorsEdit.SetValue(
            Directory.GetFiles(model, "diffusion_pytorch_model.safetensors", SearchOption.AllDirectories).Single(),
            Key,
            float.NaN
        );

        ShouldNameValues(await _folder.RenderAsync("--model", model), "diffusion_pytorch_model.safetensors", Key);
    }

    [Fact]
    public async Task Render_AdapterWithAValueThatIsNoNumber_IsRefusedByItsName()
    {
        var adapter = _folder.PathOf("style.safetensors");
        SafetensorsEdit.WriteLora(adapter, "blocks.0.self_attn.q", ModelPreset.Tiny.Transformer.Dim, rank: 2);
        SafetensorsEdit.SetValue(adapter, "blocks.0.self_attn.q.lora_B.weight", float.PositiveInfinity);

        ShouldNameValues(await _folder.RenderAsync("--lora", adapter), "style.safetensors", "lora_B.weight");
    }

    [Fact]
    public async Task Inspect_FolderThatARenderRefuses_FailsWithTheSameSentence()
    {
        var model = tiny.CopyModel(_folder.PathOf("model"));
        await File.WriteAllTextAsync(Path.Combine(model, "wav2vec2-base-960h/config.json"), "{");

        var inspected = await CliCommand.RunAsync("models", "inspect", model);
        var planned = await _folder.RenderAsync("--model", model, "--dry-run");

        inspected.ShouldFail(3, "config.json cannot be read: it is not the expected JSON from line 1 on");
        planned.ShouldFail(3, "config.json cannot be read: it is not the expected JSON from line 1 on");
    }

    [Fact]
    public async Task Render_PickleThatCallsASystemFunction_RunsNothing()
    {
        var model = tiny.CopyModel(_folder.PathOf("evil"));
        var trace = _folder.PathOf("trace");
        EvilPickle.Write(
            Directory.GetFiles(model, "Wan2.1_VAE.pth", SearchOption.AllDirectories).Single(),
            $"touch {trace}"
        );

        var result = await _folder.RenderAsync("--model", model);

        result.ShouldFail(3, "system");
        File.Exists(trace).ShouldBeFalse();
        _folder.OutputFiles.ShouldBeEmpty();
    }

    /// <summary>Values are looked at while they are loaded; libtorch may have warned of the processor by
    /// then.</summary>
    private void ShouldNameValues(CliResult result, string file, string key)
    {
        result.ExitCode.ShouldBe(3, result.Error);
        result
            .ErrorLines[^1]
            .ShouldSatisfyAllConditions(
                line => line.ShouldContain("finite"),
                line => line.ShouldContain(file),
                line => line.ShouldContain(key)
            );
        _folder.OutputFiles.ShouldBeEmpty();
    }

    private static void Flatten(JsonNode entry) =>
        entry["shape"] = new JsonArray(
            entry["shape"]!.AsArray().Aggregate(1L, (product, side) => product * side!.GetValue<long>())
        );

    private static void Overlap(JsonObject header)
    {
        var offsets = header[Key]!["data_offsets"]!.AsArray();
        var other = header.First(pair =>
            pair.Key is not Key and not "__metadata__"
            && pair.Value!["data_offsets"]![0]!.GetValue<long>() > offsets[1]!.GetValue<long>()
        );
        var taken = other.Value!["data_offsets"]!.AsArray();
        var length = taken[1]!.GetValue<long>() - taken[0]!.GetValue<long>();
        var begin = offsets[0]!.GetValue<long>();
        other.Value["data_offsets"] = new JsonArray(begin, begin + length);
    }

    private static void Cut(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }
}
