using System.Text.Json;
using OmniAvatar.Cli.Tests.Inputs;
using OmniAvatar.Cli.Tests.Render;

namespace OmniAvatar.Cli.Tests.Rendering;

public sealed class ScriptTests(TinyModel tiny) : IClassFixture<TinyModel>, IDisposable
{
    private readonly RenderFolder _folder = new(tiny);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Render_Script_ShowsAnotherPictureAndPromptFromItsTimeOn()
    {
        var script = Script("""[{"from": "00:00.6", "prompt": "The presenter laughs", "picture": "other.jpeg"}]""");
        Pictures.WriteJpeg(_folder.PathOf("other.jpeg"), 120, 161);
        string[] options = ["--audio", tiny.Sentence, "--script", script, "--keep"];

        var planned = await _folder.RenderAsync([.. options, "--dry-run", "--json"]);
        planned.ExitCode.ShouldBe(0, planned.Error);
        var plan = JsonDocument.Parse(planned.Output).RootElement;
        plan.GetProperty("speakers").GetInt32().ShouldBe(1);
        var shots = plan.GetProperty("shots").EnumerateArray().ToArray();
        shots
            .Select(shot => shot.GetProperty("prompt").GetString())
            .ShouldBe(["A presenter speaks", "The presenter laughs"]);
        shots.Select(shot => shot.GetProperty("picture").GetInt32()).ShouldBe([0, 1]);
        // 0.6 s of the recording, which begins 0.34 s late.
        shots[1].GetProperty("startSeconds").GetDouble().ShouldBe(0.92, 0.041);

        var rendered = await _folder.RenderAsync(options);
        rendered.ExitCode.ShouldBe(0, rendered.Error);
        RenderResult.FrameMd5(_folder.Output).Length.ShouldBe(39);
        RenderResult.ShotHashes(_folder.Data).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Render_ScriptWithAPictureThatIsMissing_IsRefusedBeforeAnythingIsRendered()
    {
        var refused = await _folder.RenderAsync("--script", Script("""[{"from": "0:00", "picture": "absent.png"}]"""));

        refused.ExitCode.ShouldBe(3);
        refused.Error.ShouldContain($"The picture {_folder.PathOf("absent.png")} does not exist.");
        _folder.OutputFiles.ShouldBeEmpty();
    }

    private string Script(string json)
    {
        File.WriteAllText(_folder.PathOf("script.json"), json);
        return _folder.PathOf("script.json");
    }
}
