using LocalSandbox.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleEnvironmentTests
{
    [Fact]
    public void Reduce_VariablesOfTheHost_RemovesAllButTheOnesInNeed()
    {
        string[] kept = ["PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "SHELL", "LANG", "LC_ALL", "XDG_DATA_HOME", "CONTAINER_APP_ROOT"];
        string[] removed =
        [
            "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "SSH_AUTH_SOCK", "HTTPS_PROXY", "path", "PATHS", "LCX", "CONTAINER_REGISTRY_TOKEN",
            "DYLD_INSERT_LIBRARIES", "HOMEBREW_GITHUB_API_TOKEN",
        ];

        var environment = AppleEnvironment.Reduce([.. kept, .. removed], new Dictionary<string, string?>());

        environment.Keys.Should().BeEquivalentTo(removed);
        environment.Values.Should().OnlyContain(value => value == null);
    }

    [Fact]
    public void Reduce_VariableOfTheSandboxThatTheHostHasToo_IsSet() =>
        AppleEnvironment.Reduce(["TOKEN"], new Dictionary<string, string?> { ["TOKEN"] = "the sandbox's", ["EMPTY"] = "" })
            .Should().BeEquivalentTo(new Dictionary<string, string?> { ["TOKEN"] = "the sandbox's", ["EMPTY"] = "" });
}
