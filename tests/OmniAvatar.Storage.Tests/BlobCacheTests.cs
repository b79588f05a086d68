using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;

namespace OmniAvatar.Storage.Tests;

public sealed class BlobCacheTests : IDisposable
{
    private const int CopyBytes = 100;

    private readonly ScratchFolder _scratch = new();

    [Fact]
    public async Task Add_MoreThanFits_DropsWhatWasNotUsedForLongest()
    {
        using var cache = new BlobCache(_scratch.Combine("cache"), TimeProvider.System, mostBytes: 5 * CopyBytes);
        var names = Enumerable.Range(0, 5).Select(value => Add(cache, value)).ToArray();
        (await cache.FindAsync(names[0], default)).ShouldNotBeNull();

        var newest = Add(cache, 5);

        (await cache.FindAsync(names[0], default)).ShouldNotBeNull("it was used since");
        (await cache.FindAsync(newest, default)).ShouldNotBeNull();
        (await cache.FindAsync(names[1], default)).ShouldBeNull();
        (await cache.FindAsync(names[2], default)).ShouldBeNull();
        (await cache.FindAsync(names[3], default)).ShouldNotBeNull();
    }

    [Fact]
    public void Add_FolderOfAnEarlierProcessIsFull_MakesRoom()
    {
        using (var before = new BlobCache(_scratch.Combine("cache"), TimeProvider.System, mostBytes: 1 << 20))
            for (var value = 0; value < 20; value++)
                Add(before, value);

        using var cache = new BlobCache(_scratch.Combine("cache"), TimeProvider.System, mostBytes: 10 * CopyBytes);
        Add(cache, 99);

        Directory.GetFiles(_scratch.Combine("cache")).Length.ShouldBe(8);
    }

    [Fact]
    public async Task Copies_NobodyUses_AreGoneWithinAnHour()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var cache = new BlobCache(_scratch.Combine("cache"), time);
        var (idle, used) = (Add(cache, 1), Add(cache, 2));

        for (var minute = 0; minute < 55; minute += 5)
        {
            (await cache.FindAsync(used, default)).ShouldNotBeNull();
            time.Advance(TimeSpan.FromMinutes(5));
        }

        File.Exists(Path.Combine(_scratch.Combine("cache"), idle)).ShouldBeFalse();
        (await cache.FindAsync(used, default)).ShouldNotBeNull();
    }

    [Fact]
    public void Open_FolderOfAProcessThatEndedLongAgo_DropsItsCopies()
    {
        string old;
        using (var before = new BlobCache(_scratch.Combine("cache"), TimeProvider.System))
            old = Add(before, 1);

        using var cache = new BlobCache(
            _scratch.Combine("cache"),
            new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1))
        );

        File.Exists(Path.Combine(_scratch.Combine("cache"), old)).ShouldBeFalse();
    }

    [Fact]
    public async Task Find_AgainAndAgain_ReadsTheCopyOnce()
    {
        using var cache = new BlobCache(_scratch.Combine("cache"), TimeProvider.System);
        var name = Add(cache, 1);
        var path = (await cache.FindAsync(name, default)).ShouldNotBeNull();
        var changed = File.GetLastWriteTimeUtc(path);

        // Other content under the same stamp: whoever reads it again sees that it is wrong.
        await File.WriteAllBytesAsync(path, new byte[CopyBytes]);
        File.SetLastWriteTimeUtc(path, changed);

        (await cache.FindAsync(name, default)).ShouldBe(path);
    }

    [Theory]
    [InlineData(CopyBytes, "changed in place")]
    [InlineData(CopyBytes - 1, "cut short")]
    public async Task Find_CopyThatHasChanged_RemovesIt(int bytes, string how)
    {
        using var cache = new BlobCache(_scratch.Combine("cache"), TimeProvider.System);
        var name = Add(cache, 1);
        var path = (await cache.FindAsync(name, default)).ShouldNotBeNull();
        var changed = File.GetLastWriteTimeUtc(path);

        await File.WriteAllBytesAsync(path, new byte[bytes]);
        File.SetLastWriteTimeUtc(path, changed.AddSeconds(1));

        (await cache.FindAsync(name, default)).ShouldBeNull(how);
        File.Exists(path).ShouldBeFalse(how);
    }

    [Fact]
    public async Task Find_AnotherFileUnderTheNameWithTheSameTimes_IsChecked()
    {
        using var cache = new BlobCache(_scratch.Combine("cache"), TimeProvider.System);
        var name = Add(cache, 1);
        var path = (await cache.FindAsync(name, default)).ShouldNotBeNull();
        var impostor = _scratch.Write("impostor", new byte[CopyBytes]);
        File.SetLastWriteTimeUtc(impostor, File.GetLastWriteTimeUtc(path));

        File.Move(impostor, path, overwrite: true);

        (await cache.FindAsync(name, default)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_CopyOfAnEarlierProcess_ChecksItForAllWhoAskAtOnce()
    {
        string right,
            wrong;
        using (var before = new BlobCache(_scratch.Combine("cache"), TimeProvider.System))
            (right, wrong) = (Add(before, 1), Add(before, 2));
        await File.WriteAllBytesAsync(_scratch.Combine("cache", wrong), new byte[CopyBytes]);

        using var cache = new BlobCache(_scratch.Combine("cache"), TimeProvider.System);

        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cache.FindAsync(right, default)))).ShouldAllBe(path =>
            path != null
        );
        (await cache.FindAsync(wrong, default)).ShouldBeNull();
    }

    public void Dispose() => _scratch.Dispose();

    private string Add(BlobCache cache, int value)
    {
        var content = Enumerable.Repeat((byte)value, CopyBytes).ToArray();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        cache.Add(_scratch.Write($"file-{value}", content), sha256);
        return sha256;
    }
}
