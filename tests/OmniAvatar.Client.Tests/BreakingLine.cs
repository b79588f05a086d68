using OmniAvatar.Tests.Api;

namespace OmniAvatar.Client.Tests;

/// <summary>A line that breaks after so many bytes of each download.</summary>
internal sealed class BreakingLine(int breakAfter) : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>How often a part was asked for.</summary>
    public int Ranges { get; private set; }

    public HttpClient ClientOf(ApiHost host, string tenant)
    {
        var client = new HttpClient(this, disposeHandler: false) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = host.ClientOf(tenant).DefaultRequestHeaders.Authorization;
        return client;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.Headers.Range is not null)
            Ranges++;
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Method != HttpMethod.Get)
            return answer;
        var cut = new StreamContent(
            new CutStream(await answer.Content.ReadAsStreamAsync(cancellationToken), breakAfter)
        );
        foreach (var (name, values) in answer.Content.Headers)
            cut.Headers.TryAddWithoutValidation(name, values);
        answer.Content = cut;
        return answer;
    }

    private sealed class CutStream(Stream inner, int left) : Stream
    {
        private int _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (_left == 0)
                throw new IOException("The connection broke.");
            var count = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
