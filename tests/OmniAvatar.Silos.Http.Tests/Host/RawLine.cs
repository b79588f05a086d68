using System.Net.Sockets;
using System.Text;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Host;

/// <summary>A line on which a test says what no client library would.</summary>
internal sealed class RawLine : IDisposable
{
    private readonly TcpClient _line = new();

    public static async Task<RawLine> OpenAsync(Uri address)
    {
        var line = new RawLine();
        await line._line.ConnectAsync(address.Host, address.Port);
        return line;
    }

    /// <summary>Begins a submission of a tenant; its body is up to the test.</summary>
    public static async Task<RawLine> SubmitAsync(Uri address, string tenant, string headers)
    {
        var line = await OpenAsync(address);
        await line.SayAsync(
            $"POST /v1/videos HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer "
                + $"{TestTenants.KeyOf(tenant)}\r\n{headers}\r\n\r\n"
        );
        return line;
    }

    public Task SayAsync(string text) => _line.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text)).AsTask();

    /// <summary>Everything that is answered until the other side closes or has said so much.</summary>
    public async Task<string> ReadAsync()
    {
        using var heard = new MemoryStream();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (
            !Encoding.Latin1.GetString(heard.ToArray()).Contains("}}", StringComparison.Ordinal)
            && await _line.GetStream().ReadAsync(buffer, patience.Token) is > 0 and var count
        )
            heard.Write(buffer, 0, count);
        return Encoding.Latin1.GetString(heard.ToArray());
    }

    /// <summary>Breaks the line off without a word.</summary>
    public void Reset()
    {
        _line.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        _line.Close();
    }

    public void Dispose() => _line.Dispose();
}
