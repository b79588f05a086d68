using System.Net;
using Microsoft.AspNetCore.Http;
using OmniAvatar.Silos.Http.Access;

namespace OmniAvatar.Silos.Http.Tests.Access;

public sealed class LocalCallerTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost:8080", null, true)]
    [InlineData("127.0.0.1", "127.0.0.1:8080", null, true)]
    [InlineData("::1", "[::1]:8080", null, true)]
    [InlineData("127.0.0.1", "localhost:8080", "http://localhost:3000", true)]
    [InlineData("127.0.0.1", "localhost:8080", "https://evil.example", false)]
    [InlineData("127.0.0.1", "localhost:8080", "null", false)]
    [InlineData("127.0.0.1", "evil.example:8080", null, false)]
    [InlineData("192.0.2.7", "localhost:8080", null, false)]
    [InlineData(null, "localhost:8080", null, false)]
    public void Is_RequestFromAnywhere_OnlyProgramsOnThisMachine(
        string? from,
        string host,
        string? origin,
        bool expected
    )
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        context.Request.Host = new HostString(host);
        if (origin is not null)
            context.Request.Headers.Origin = origin;

        LocalCaller.Is(context.Request).ShouldBe(expected);
    }
}
