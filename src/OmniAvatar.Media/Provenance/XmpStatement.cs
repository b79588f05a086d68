namespace OmniAvatar.Media.Provenance;

/// <summary>What the XMP of a file says of how it was made, whoever wrote it. Nothing of it is proven.</summary>
public sealed record XmpStatement
{
    /// <summary>One of IPTC's codes, as the file has it; null where it names none.</summary>
    public string? DigitalSourceType { get; init; }

    /// <summary>The program and its version.</summary>
    public string? CreatorTool { get; init; }

    /// <summary>The model, with its version where it is named.</summary>
    public string? Model { get; init; }

    /// <summary>Identity of the model's content.</summary>
    public string? ModelIdentity { get; init; }

    /// <summary>The job.</summary>
    public string? Job { get; init; }

    /// <summary>SHA-256 of the job's <c>request.json</c>.</summary>
    public string? RequestSha256 { get; init; }

    /// <summary>Whether it says anything at all.</summary>
    public bool IsEmpty => this == new XmpStatement();
}
