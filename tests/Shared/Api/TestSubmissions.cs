using System.Net;
using System.Net.Http.Headers;

namespace OmniAvatar.Tests.Api;

/// <summary>What tests send.</summary>
internal static class TestSubmissions
{
    public static byte[] Picture { get; } =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "presenter.png"));

    /// <summary>A form with a picture, a second of silence, and these fields over it.</summary>
    public static MultipartFormDataContent Form(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        var all = new Dictionary<string, string>
        {
            ["prompt"] = "A presenter speaks",
            ["model"] = ApiHost.Model,
            ["seconds"] = "1",
        };
        foreach (var (name, value) in fields)
            all[name] = value;
        foreach (var (name, value) in all)
            form.Add(new StringContent(value), name);
        return form.WithFile("input_reference", Picture);
    }

    /// <summary>Adds a file under a name that means harm.</summary>
    public static MultipartFormDataContent WithFile(this MultipartFormDataContent form, string field, byte[] content)
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file, field, "../../../../etc/passwd");
        return form;
    }

    public static async Task<HttpResponseMessage> SubmitAsync(
        this HttpClient client,
        HttpContent content,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/videos") { Content = content };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    /// <summary>Submits a short silent video and returns its id.</summary>
    public static async Task<string> SubmitAsync(this HttpClient client)
    {
        using var form = Form();
        return (await (await client.SubmitAsync(form)).JsonAsync(HttpStatusCode.OK)).Text("id");
    }

    /// <summary>A sound of 440 Hz as a WAV file of 8-bit samples.</summary>
    public static byte[] Hum(double seconds)
    {
        const int rate = 8000;
        var samples = Enumerable
            .Range(0, (int)(seconds * rate))
            .Select(i => (byte)(128 + 100 * Math.Sin(2 * Math.PI * 440 * i / rate)))
            .ToArray();
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(36 + samples.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(rate);
        writer.Write(rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(samples.Length);
        writer.Write(samples);
        return file.ToArray();
    }
}
