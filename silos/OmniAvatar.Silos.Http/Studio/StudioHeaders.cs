using Microsoft.AspNetCore.Http;

namespace OmniAvatar.Silos.Http.Studio;

/// <summary>What a browser is told about the studio page: it may load from this service alone, and nobody may frame
/// it.</summary>
internal static class StudioHeaders
{
    /// <summary>The one style sheet that a script puts into the page: that of the waveform in vendor/wavesurfer.js. A
    /// browser names another hash in its console when that file was renewed.</summary>
    private const string WaveformStyle = "'sha256-Y/8t1dAKa3ay+RZEiEFEDr8dFiQhpaFvYXXUfT3p6ZU='";

    /// <summary>Recordings, pictures and streams that the page holds itself have addresses of the kind blob; the style
    /// sheet of others has its icons as data.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; "
        + $"style-src 'self' {WaveformStyle}; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>What the reference of the API may load: Scalar writes style sheets of its own into the page.</summary>
    public static string ReferencePolicy(string nonce) =>
        $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Set(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
    }
}
