using System.Text.Json;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Client.Tests.Wire;

/// <summary>Clients and services of this release and of the one before understand each other's errors.</summary>
public sealed class VideoErrorTests
{
    private static readonly JsonSerializerOptions Former = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    [Fact]
    public void Error_OfThisRelease_IsReadByTheClientBefore()
    {
        var json = JsonSerializer.Serialize(
            new VideoError(VideoErrorCodes.RenderFailed, "No.") { Kind = "damaged", Incident = "e-1" },
            VideoJson.Default.VideoError
        );

        JsonSerializer
            .Deserialize<FormerVideoError>(json, Former)
            .ShouldBe(new FormerVideoError("render_failed", "No."));
        json.ShouldContain("\"kind\":\"damaged\"");
        json.ShouldContain("\"incident\":\"e-1\"");
    }

    [Fact]
    public void Error_OfTheServiceBefore_IsReadByThisClient()
    {
        var error = JsonSerializer
            .Deserialize("""{"code":"bad_input","message":"No."}""", VideoJson.Default.VideoError)
            .ShouldNotBeNull();

        error.ShouldBe(new VideoError("bad_input", "No."));
        error.Kind.ShouldBeNull();
    }

    private sealed record FormerVideoError(string Code, string Message);
}
