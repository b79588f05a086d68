using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Access;

namespace OmniAvatar.Silos.Http.Tests.Access;

public sealed class KeyUseTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly NotedKeys _keys = new();

    [Fact]
    public async Task Note_ManyRequestsInAMinute_AreWrittenOnceEachKey()
    {
        using var use = await StartAsync();
        for (var i = 0; i < 100; i++)
            use.Note($"key-{i % 2}");
        _keys.Written.TryRead(out _).ShouldBeFalse();

        _time.Advance(KeyUse.Period);

        (await _keys.Written.ReadAsync()).Order().ShouldBe(["key-0", "key-1"]);
        await use.StopAsync(default);
    }

    [Fact]
    public async Task Note_DatabaseIsAway_IsWrittenWithTheNextMinute()
    {
        _keys.IsAway = true;
        using var use = await StartAsync();
        use.Note("key");
        _time.Advance(KeyUse.Period);
        (await _keys.Written.ReadAsync()).ShouldBeEmpty();
        _keys.IsAway = false;

        _time.Advance(KeyUse.Period);

        (await _keys.Written.ReadAsync()).ShouldBe(["key"]);
        await use.StopAsync(default);
    }

    private async Task<KeyUse> StartAsync()
    {
        var services = new ServiceCollection().AddSingleton<IKeyDirectory>(_keys).BuildServiceProvider();
        var use = new KeyUse(services, _time, NullLogger<KeyUse>.Instance);
        await use.StartAsync(default);
        return use;
    }

    /// <summary>Tells what was written; an empty list for a try that failed.</summary>
    private sealed class NotedKeys : IKeyDirectory
    {
        private readonly Channel<IReadOnlyCollection<string>> _written = Channel.CreateUnbounded<
            IReadOnlyCollection<string>
        >();

        public ChannelReader<IReadOnlyCollection<string>> Written => _written.Reader;

        public bool IsAway { get; set; }

        public Task NoteUseAsync(IReadOnlyCollection<string> keySha256, CancellationToken cancellation = default)
        {
            // Read once: the test changes it as soon as it has seen the try.
            var isAway = IsAway;
            _written.Writer.TryWrite(isAway ? [] : keySha256);
            return isAway ? throw new DatabaseAwayException("away") : Task.CompletedTask;
        }

        public Task<string?> AddKeyAsync(string tenant, string name, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<ApiKey>> ListKeysAsync(string? tenant, CancellationToken cancellation = default) =>
            throw new NotSupportedException();

        public Task<bool> RevokeKeyAsync(string tenant, string name, CancellationToken cancellation = default) =>
            throw new NotSupportedException();
    }
}
