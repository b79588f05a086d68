using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Outbound;

namespace OmniAvatar.Silos.Http;

/// <summary>The limits and defaults of the HTTP API.</summary>
public sealed record VideoApiOptions
{
    /// <summary>The tenant of requests without a key; null, the default, refuses them. If it is set, no key is needed,
    /// and only this machine is served.</summary>
    public string? AnonymousTenant { get; set; }

    /// <summary>SHA-256 of the operator's key, lower-case hexadecimal; null, the default, for no operator. Without
    /// keys, whoever may ask is the operator.</summary>
    public string? AdminKeySha256 { get; set; }

    /// <summary>Requests a second that may come with one key, on average over two seconds; as many as come in ten
    /// seconds wait for their turn. Null, the default, for no limit.</summary>
    [Range(0d, 1e6, MinimumIsExclusive = true)]
    public double? RequestsPerSecond { get; set; }

    /// <summary>Most bytes of a picture. Default 64 MiB.</summary>
    [Range(1, long.MaxValue)]
    public long PictureBytes { get; set; } = 64L << 20;

    /// <summary>Most bytes of a sound. Default 2 GiB: an hour of uncompressed studio sound.</summary>
    [Range(1, long.MaxValue)]
    public long SoundBytes { get; set; } = 2L << 30;

    /// <summary>Most bytes of a JSON body, its files in base64 included. Default 32 MiB; larger files come as
    /// multipart.</summary>
    [Range(1, long.MaxValue)]
    public long JsonBytes { get; set; } = 32L << 20;

    /// <summary>Hosts and networks from which files of submissions are fetched. Default none.</summary>
    public TargetList FetchAllowed { get; set; } = TargetList.Empty;

    /// <summary>How long fetching a file may take. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FetchTime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Most characters of a prompt. Default 10000; the text encoder reads about 2000.</summary>
    [Range(1, int.MaxValue)]
    public int PromptCharacters { get; set; } = 10_000;

    /// <summary>Longest silence that can be asked for, in seconds. Default 3600.</summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double SilenceSeconds { get; set; } = 3600;

    /// <summary>Submissions received at a time, each with its files on the scratch disk. Default 32.</summary>
    [Range(1, int.MaxValue)]
    public int ConcurrentUploads { get; set; } = 32;

    /// <summary>The share of the places for receiving and for decoding that one tenant can have, above 0 and at most 1;
    /// a tenant always has one place. Default a quarter. A service with one tenant gives it all places.</summary>
    [Range(0d, 1d, MinimumIsExclusive = true)]
    public double TenantShare { get; set; } = 0.25;

    /// <summary>How long a submission waits for a place to be received. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UploadWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the body of a submission may take. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UploadTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes a second that a body must bring on average, once <see cref="UploadGrace"/> is over. Default
    /// 50000.</summary>
    [Range(0d, double.MaxValue, MinimumIsExclusive = true)]
    public double UploadBytesPerSecond { get; set; } = 50_000;

    /// <summary>How long a body may be slower than that, more than 1 s. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan UploadGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Submissions decoded at a time; a picture takes up to half a GB of memory. Default 2.</summary>
    [Range(1, int.MaxValue)]
    public int ConcurrentDecodes { get; set; } = 2;

    /// <summary>How long a submission waits for a place to be decoded. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DecodeWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most bytes that the sounds of one submission may have on the scratch disk, decoded. Default 4 GiB: 16
    /// hours of speech.</summary>
    [Range(1, long.MaxValue)]
    public long DecodedBytes { get; set; } = 4L << 30;

    /// <summary>How long the files of one submission may take to decode. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan DecodeTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Units of work that could begin now at which the queue is full, beside the pool's own bound in
    /// GPU-seconds. Default 10000.</summary>
    [Range(1, int.MaxValue)]
    public int QueueReadyWork { get; set; } = 10_000;

    /// <summary>The same for the work of one tenant. Default 2500.</summary>
    [Range(1, int.MaxValue)]
    public int QueueReadyWorkOfTenant { get; set; } = 2500;

    /// <summary>Whether a finished job keeps its segments and conditioning. Default false.</summary>
    public bool KeepIntermediates { get; set; }

    /// <summary>How long a finished video keeps what a remake of its shots needs, where its tenant's terms do not say.
    /// Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RetainFor { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a model can be asked for after its last renderer announced it. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ModelMemory { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an idempotency key is remembered. Default 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeyMemory { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Time after which a submission that never started is swept. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "10675199.00:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Checks every value against its range when the host starts, and names each that is outside.</summary>
[OptionsValidator]
internal sealed partial class VideoApiOptionsValidator : IValidateOptions<VideoApiOptions>;
