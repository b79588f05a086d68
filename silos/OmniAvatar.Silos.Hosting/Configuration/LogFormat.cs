namespace OmniAvatar.Silos.Hosting.Configuration;

/// <summary>What a log line looks like.</summary>
public enum LogFormat
{
    /// <summary>One JSON object a line, scopes included: for machines.</summary>
    Json,

    /// <summary>One readable line.</summary>
    Text,
}
