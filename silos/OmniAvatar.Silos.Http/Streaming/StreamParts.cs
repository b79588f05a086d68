using System.Globalization;
using BitFaster.Caching;
using BitFaster.Caching.Lru;
using OmniAvatar.Grains;
using OmniAvatar.Identity;
using OmniAvatar.Media.Videos.Streaming;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>The parts of streams that were asked for lately, as local files. They are made when they are asked for, a
/// few at a time, and once for all who ask; any gateway makes the same bytes.</summary>
internal sealed class StreamParts : IDisposable
{
    private const int Kept = 200;

    private readonly StreamPartSources _sources;
    private readonly ScratchFolder.TemporaryFolder _folder;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly IScopedAsyncCache<Key, Files> _made = new ConcurrentLruBuilder<Key, Files>()
        .WithCapacity(Kept)
        .AsAsyncCache()
        .AsScopedCache()
        .WithAtomicGetOrAdd()
        .Build();
    private long _count;

    public StreamParts(StreamPartSources sources, ScratchFolder scratch) =>
        (_sources, _folder) = (sources, scratch.Begin("stream-parts"));

    /// <summary>What a player reads before the first part.</summary>
    public Task<FileStream> HeaderAsync(StreamableVideo video) => OpenAsync(video, 0, files => files.Header);

    /// <summary>A part itself.</summary>
    public Task<FileStream> MediaAsync(StreamableVideo video, int index) =>
        OpenAsync(video, index, files => files.Media);

    public void Dispose()
    {
        _stop.Cancel();
        _folder.Dispose();
        _stop.Dispose();
        _places.Dispose();
    }

    private async Task<FileStream> OpenAsync(StreamableVideo video, int index, Func<Files, string> file)
    {
        // While this is held, the files stay, also if others that are asked for meanwhile need their place.
        using var files = await _made.ScopedGetOrAddAsync(new Key(video.Job, index), _ => MakeAsync(video, index));
        return ServedFile.Open(file(files.Value));
    }

    private async Task<Scoped<Files>> MakeAsync(StreamableVideo video, int index)
    {
        await _places.WaitAsync(_stop.Token);
        try
        {
            var number = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
            var files = new Files(
                Path.Combine(_folder.Path, number + ".init"),
                Path.Combine(_folder.Path, number + ".m4s")
            );
            var part = await _sources.FindAsync(video, index, _stop.Token);
            await StreamPartEncoder.WriteAsync(part, files.Header, files.Media, _stop.Token);
            return new Scoped<Files>(files);
        }
        finally
        {
            _places.Release();
        }
    }

    private readonly record struct Key(JobId Job, int Index);

    /// <summary>Removed when nobody needs them any more.</summary>
    private sealed record Files(string Header, string Media) : IDisposable
    {
        public void Dispose()
        {
            File.Delete(Header);
            File.Delete(Media);
        }
    }
}
