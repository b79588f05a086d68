using System.Reflection;

namespace OmniAvatar.Grains.Control.Tests.Jobs;

/// <summary>An interface whose every call is answered by one function. Made at run time, so that no silo takes it for a
/// grain that it could host.</summary>
public class NotedGrain : DispatchProxy
{
    private Func<string, object?[], object?> _answer = (_, _) => null;

    /// <param name="answer">Told the method's name and arguments; what it returns is the call's result.</param>
    public static T Of<T>(Func<string, object?[], object?> answer)
        where T : class
    {
        var grain = Create<T, NotedGrain>();
        ((NotedGrain)(object)grain)._answer = answer;
        return grain;
    }

    protected override object? Invoke(MethodInfo? method, object?[]? arguments) =>
        _answer(method!.Name, arguments ?? []);
}
