using OmniAvatar.Silos.Hosting.Configuration;

namespace OmniAvatar.Silos.Hosting.Tests.Configuration;

/// <summary>A secret is shown only to who asks for it.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Variable = "OMNIAVATAR_SECRET_TESTS";

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, null);

    [Fact]
    public void Text_WrittenByAccident_IsNotTheSecret()
    {
        var secret = new Secret("hunter2");

        $"{secret}".ShouldBe("(secret)");
        secret.Reveal().ShouldBe("hunter2");
    }

    [Fact]
    public void Variable_UnsetOrEmpty_IsNoSecret()
    {
        Secret.FromEnvironment(Variable).ShouldBeNull();
        Environment.SetEnvironmentVariable(Variable, "");
        Secret.FromEnvironment(Variable).ShouldBeNull();

        Environment.SetEnvironmentVariable(Variable, "hunter2");
        Secret.FromEnvironment(Variable).ShouldNotBeNull().Reveal().ShouldBe("hunter2");
    }
}
