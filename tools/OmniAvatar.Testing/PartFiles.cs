using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Artifacts;
using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>Parts of a fixed size whose bytes follow from 32 bytes alone.</summary>
internal static class PartFiles
{
    /// <summary>What a unit of work begins from: the same for the same request, work and prefix, on any
    /// machine.</summary>
    public static byte[] Seed(RenderTask task)
    {
        var prefix = task.Predecessor.TryGetValue(PartRoles.Prefix, out var path) ? File.ReadAllBytes(path) : [];
        return SHA256.HashData([
            .. Encoding.UTF8.GetBytes($"{task.Request.Seed}/{task.Work.Shot}/{task.Work.Segment}/"),
            .. prefix,
        ]);
    }

    /// <summary>Writes the parts that this kind of work has, and says what was shown.</summary>
    public static RenderOutput Write(RenderTask task, byte[] state, int partBytes)
    {
        if (task.Work.IsConditioning)
            return new RenderOutput(
                Write(task, state, partBytes, PartRoles.Prompt, PartRoles.Reference, PartRoles.AudioStatistics),
                0,
                null
            );
        var segment = task.Plan.Shots[task.Work.Shot].Segments[task.Work.Segment];
        var parts = Write(task, state, partBytes, PartRoles.Fragment, PartRoles.Prefix);
        return new RenderOutput(parts, segment.ShownFrames, Convert.ToHexStringLower(SHA256.HashData(state)));
    }

    private static Dictionary<string, string> Write(RenderTask task, byte[] state, int partBytes, params string[] roles)
    {
        var paths = new Dictionary<string, string>();
        foreach (var role in roles)
        {
            paths[role] = Path.Combine(task.OutputFolder, role);
            File.WriteAllBytes(paths[role], Expand([.. state, .. Encoding.UTF8.GetBytes(role)], partBytes));
        }
        return paths;
    }

    private static byte[] Expand(byte[] seed, int length)
    {
        var bytes = new List<byte>(length);
        for (var block = SHA256.HashData(seed); bytes.Count < length; block = SHA256.HashData(block))
            bytes.AddRange(block);
        return [.. bytes.Take(length)];
    }
}
