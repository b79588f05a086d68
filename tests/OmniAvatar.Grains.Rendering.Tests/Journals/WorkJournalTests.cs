using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OmniAvatar.Grains.Rendering.Journals;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Journals;

public sealed class WorkJournalTests : IDisposable
{
    private static readonly WorkGrant Grant = new(
        new WorkId(new JobId("acme", "podcast"), 2, 3),
        4,
        "slot",
        TimeSpan.FromSeconds(30)
    );

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.Below("journals/a.jsonl");

    [Fact]
    public void Write_WhileTheProcessLives_IsInTheFileAsDocumented()
    {
        using var journal = new FileWorkJournal(Path, NullLogger<FileWorkJournal>.Instance);
        journal.Write(Entry(JournalEvent.Began));
        journal.Write(Entry(JournalEvent.Committed) with { Won = true, WinningAttempt = 4, GpuMilliseconds = 5 });

        var lines = Lines();
        lines.Length.ShouldBe(2);
        lines[0]
            .ShouldBe(
                """{"time":"2026-11-23T01:02:03+00:00","slot":"slot","tenant":"acme","job":"podcast","shot":2,"segment":3,"attempt":4,"event":"Began"}"""
            );
        JsonDocument.Parse(lines[1]).RootElement.GetProperty("gpuMilliseconds").GetInt64().ShouldBe(5);
    }

    [Fact]
    public void Write_AfterHalfALine_BeginsALineOfItsOwn()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path, "{\"half\":");
        using (var journal = new FileWorkJournal(Path, NullLogger<FileWorkJournal>.Instance))
            journal.Write(Entry(JournalEvent.Began));
        using (var journal = new FileWorkJournal(Path, NullLogger<FileWorkJournal>.Instance))
            journal.Write(Entry(JournalEvent.Failed) with { Reason = "No\nmore." });

        var lines = Lines();
        lines.Length.ShouldBe(3);
        lines
            .Skip(1)
            .ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.GetProperty("attempt").GetInt32() == 4);
    }

    [Fact]
    public void Open_PathCannotBeWritten_SaysSo()
    {
        File.WriteAllText(_folder.Below("journals"), "a file where a folder should be");
        Should.Throw<RenderFailedException>(() => new FileWorkJournal(Path, NullLogger<FileWorkJournal>.Instance));
    }

    public void Dispose() => _folder.Dispose();

    private static JournalEntry Entry(JournalEvent what) =>
        JournalEntry.Of(Grant, what, new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero));

    private string[] Lines()
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
