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
            for (var value = 0; value < 20; value++) Add(before, value);

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
        using (var before = new BlobCache(_scratch.Combine("cache"), TimeProvider.System)) old = Add(before, 1);

        using var cache = new BlobCache(_scratch.Combine("cache"), new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)));

        File.Exists(Path.Combine(_scratch.Combine("cache"), old)).ShouldBeFalse();
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
