using OmniAvatar.Audit.Evidence;

namespace OmniAvatar.Audit.Rules;

/// <summary>Something that must hold in every cluster, whichever processes died.</summary>
internal interface IRule
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>Every way in which it is broken, a sentence each.</summary>
    IEnumerable<string> Check(ClusterEvidence evidence);
}
