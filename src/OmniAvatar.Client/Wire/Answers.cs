using System.Text.Json.Serialization;

namespace OmniAvatar.Client.Wire;

/// <summary>A page of videos.</summary>
/// <param name="Data">In the order asked for.</param>
/// <param name="FirstId">Of the page; null if it is empty.</param>
/// <param name="LastId">Of the page: what the next page comes after; null if it is empty.</param>
/// <param name="HasMore">Whether more come after it.</param>
public sealed record VideoList(IReadOnlyList<Video> Data, string? FirstId, string? LastId, bool HasMore)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object { get; init; } = "list";
}

/// <summary>A video that is gone.</summary>
/// <param name="Id">The id that it had.</param>
public sealed record VideoDeleted(string Id)
{
    /// <summary>Always <c>video.deleted</c>.</summary>
    public string Object { get; init; } = "video.deleted";

    /// <summary>Always true.</summary>
    public bool Deleted { get; init; } = true;
}

/// <summary>A model that can be asked for.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Created">When a renderer announced it last, in seconds since 1970.</param>
/// <param name="Details">What OpenAI's models have no field for.</param>
public sealed record Model(string Id, long Created, [property: JsonPropertyName("omniavatar")] ModelDetails Details)
{
    /// <summary>Always <c>model</c>.</summary>
    public string Object { get; init; } = "model";

    /// <summary>Always <c>omniavatar</c>.</summary>
    public string OwnedBy { get; init; } = "omniavatar";
}

/// <summary>What a model takes where a request says nothing.</summary>
/// <param name="Steps">Denoising steps.</param>
/// <param name="Guidance">Guidance towards the prompt.</param>
/// <param name="HasRandomWeights">Whether nothing was trained: its videos show noise.</param>
public sealed record ModelDetails(int Steps, double Guidance, bool HasRandomWeights);

/// <summary>All models that can be asked for.</summary>
/// <param name="Data">In the order of their names.</param>
public sealed record ModelList(IReadOnlyList<Model> Data)
{
    /// <summary>Always <c>list</c>.</summary>
    public string Object { get; init; } = "list";
}

/// <summary>A refusal.</summary>
/// <param name="Error">Why.</param>
public sealed record ErrorAnswer(ErrorBody Error);

/// <summary>Why a request was refused.</summary>
/// <param name="Message">One sentence that says what to do.</param>
/// <param name="Type">The kind: <c>invalid_request_error</c>, <c>authentication_error</c>, <c>insufficient_quota</c>,
/// <c>server_error</c>.</param>
/// <param name="Code">For programs, such as <c>model_not_found</c>.</param>
/// <param name="Param">The field at fault, or null.</param>
public sealed record ErrorBody(string Message, string Type, string? Code, string? Param);
