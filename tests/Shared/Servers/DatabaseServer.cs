using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Tests.Servers;

/// <summary>A PostgreSQL server, started once for the tests that share it; without one they are skipped.</summary>
public sealed class DatabaseServer : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>Whether there is one.</summary>
    public bool IsThere => _server is not null;

    public async Task InitializeAsync() =>
        _server = PostgresServer.Missing is null ? await PostgresServer.StartAsync() : null;

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>Makes an empty database and returns how to reach it.</summary>
    public Task<string> CreateDatabaseAsync() => _server.ShouldNotBeNull().CreateDatabaseAsync();
}

/// <summary>Tests that share the server, one after another.</summary>
[CollectionDefinition(Name)]
public sealed class DatabaseCollection : ICollectionFixture<DatabaseServer>
{
    public const string Name = "database";
}

/// <summary>A test on a real database; without a server it is skipped and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DatabaseFactAttribute : FactAttribute
{
    public DatabaseFactAttribute() => Skip = PostgresServer.Missing;
}
