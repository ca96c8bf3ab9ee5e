using LocalSandbox.Runtimes;

namespace LocalSandbox.Tests.Runtimes;

public sealed class ReservedVariablesTests
{
    [Theory]
    [InlineData("PATH")]
    [InlineData("Path")]
    [InlineData("HOME")]
    [InlineData("TMPDIR")]
    [InlineData("DOCKER_HOST")]
    [InlineData("docker_config")]
    [InlineData("CONTAINER_HOST")]
    [InlineData("CONTAINERS_CONF")]
    [InlineData("HTTP_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("NO_PROXY")]
    [InlineData("ALL_PROXY")]
    [InlineData("LD_PRELOAD")]
    [InlineData("DYLD_INSERT_LIBRARIES")]
    [InlineData("SSL_CERT_FILE")]
    [InlineData("XDG_CONFIG_HOME")]
    [InlineData("SystemRoot")]
    [InlineData("GODEBUG")]
    [InlineData("GLIBC_TUNABLES")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("SSH_AUTH_SOCK")]
    [InlineData("BASH_ENV")]
    [InlineData("LC_ALL")]
    public void Contains_NameThatTheCommandLineReads_IsTrue(string name) => ReservedVariables.Contains(name).Should().BeTrue();

    [Theory]
    [InlineData("TOKEN")]
    [InlineData("PATHS")]
    [InlineData("MY_PATH")]
    [InlineData("HOMEPAGE")]
    [InlineData("DOCKER")]
    [InlineData("PROXY")]
    [InlineData("LDX")]
    [InlineData("OPENAI_API_KEY")]
    public void Contains_OrdinaryName_IsFalse(string name) => ReservedVariables.Contains(name).Should().BeFalse();
}
