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

    /// <summary>Each is read by some command line, loader, C library or shell: one that is lost here changes what a command does.</summary>
    [Fact]
    public void Contains_EveryNameThatIsKnown_IsReserved() => """
        APPDATA BASHOPTS BASH_ENV CDPATH COMSPEC DBUS_SESSION_BUS_ADDRESS GCONV_PATH GLIBC_TUNABLES GLOBIGNORE
        GOCOVERDIR GODEBUG GOGC GOMAXPROCS GOMEMLIMIT GOTRACEBACK HOME HOMEDRIVE HOMEPATH HOSTALIASES IFS LANG
        LANGUAGE LOCALAPPDATA LOCALDOMAIN LOCPATH LOGNAME NLSPATH NO_COLOR PATH PATHEXT PROGRAMDATA PROGRAMFILES PS4
        PWD REGISTRY_AUTH_FILE RES_OPTIONS SHELL SHELLOPTS SSH_AGENT_PID SSH_ASKPASS SSH_ASKPASS_REQUIRE SSH_AUTH_SOCK
        SSH_PKCS11_HELPER SSH_SK_HELPER SSH_SK_PROVIDER STORAGE_DRIVER STORAGE_OPTS SYSTEMDRIVE SYSTEMROOT TEMP TERM
        TMP TMPDIR TZ TZDIR USER USERNAME USERPROFILE WINDIR
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(name => ReservedVariables.Contains(name));

    [Theory]
    [InlineData("BASH_FUNC_")]
    [InlineData("BUILDKIT_")]
    [InlineData("BUILDX_")]
    [InlineData("CONTAINER_")]
    [InlineData("CONTAINERS_")]
    [InlineData("DOCKER_")]
    [InlineData("DYLD_")]
    [InlineData("LC_")]
    [InlineData("LD_")]
    [InlineData("MALLOC_")]
    [InlineData("MOBY_")]
    [InlineData("OPENSSL_")]
    [InlineData("OTEL_")]
    [InlineData("PODMAN_")]
    [InlineData("SSL_")]
    [InlineData("XDG_")]
    [InlineData("XPC_")]
    public void Contains_EveryNameThatBeginsSo_IsReserved(string prefix) => ReservedVariables.Contains(prefix + "ANYTHING").Should().BeTrue();
}
