using System.Runtime.CompilerServices;

namespace OmniAvatar.TorchSharpRepair.Tests.Patterns;

/// <summary>Calls each pattern with objects that nobody else has.</summary>
internal static class Callers
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Run(string pattern)
    {
        switch (pattern)
        {
            case nameof(SelfOwner):
                new SelfOwner().Look();
                break;
            case nameof(Calls.Parameter):
                Calls.Parameter(new Owner());
                break;
            case nameof(Calls.Passing):
                Calls.Passing();
                break;
            case nameof(Calls.Local):
                Calls.Local();
                break;
            case nameof(Calls.StaticMethod):
                Calls.StaticMethod(new Owner());
                break;
            case nameof(Calls.TwoHandles):
                Calls.TwoHandles(new Owner(), new Owner());
                break;
            case nameof(Calls.Loop):
                Calls.Loop(3);
                break;
            case nameof(Calls.Collection):
                Calls.Collection([new Owner(), new Owner()]);
                break;
            case nameof(Calls.Span):
                Calls.Span(new[] { new Owner(), new Owner() });
                break;
            case nameof(Calls.Constrained):
                Calls.Constrained(new Owner());
                Calls.Constrained(new ValueOwner());
                break;
            case nameof(Calls.TryCatch):
                Calls.TryCatch(new Owner());
                break;
            case nameof(Calls.EarlyReturn):
                for (var branch = 0; branch < 3; branch++)
                    Calls.EarlyReturn(new Owner(), branch);
                break;
            case nameof(Calls.NearJumps):
                for (var branch = 0; branch < 3; branch++)
                    Calls.NearJumps(new Owner(), branch);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "No such pattern.");
        }
    }
}
