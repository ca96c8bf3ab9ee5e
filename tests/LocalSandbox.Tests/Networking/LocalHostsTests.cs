using LocalSandbox.Networking;

namespace LocalSandbox.Tests.Networking;

public sealed class LocalHostsTests
{
    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.1.2.3:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://10.0.0.5:8080")]
    [InlineData("http://172.16.0.1:8080")]
    [InlineData("http://172.17.0.1:8080")]
    [InlineData("http://172.31.255.255:8080")]
    [InlineData("http://192.168.1.20:8080")]
    [InlineData("http://169.254.1.1:8080")]
    [InlineData("http://[fe80::1]:8080")]
    [InlineData("http://[fd00::1]:8080")]
    [InlineData("http://[::ffff:10.0.0.1]:8080")]
    [InlineData("http://host.docker.internal:8080")]
    [InlineData("http://HOST.DOCKER.INTERNAL.:8080")]
    [InlineData("http://host.containers.internal:8080")]
    [InlineData("http://sandbox:8080")]
    [InlineData("http://local-sandbox-1234:8080")]
    [InlineData("http://app.localhost:8080")]
    public void Contains_LocalUrl_IsTrue(string target) => LocalHosts.Contains(new Uri(target).Host).Should().BeTrue();

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("http://sandbox.example.com:8080")]
    [InlineData("http://8.8.8.8:8080")]
    [InlineData("http://172.15.0.1:8080")]
    [InlineData("http://172.32.0.1:8080")]
    [InlineData("http://192.169.0.1:8080")]
    [InlineData("http://11.0.0.1:8080")]
    [InlineData("http://[2001:db8::7]:8080")]
    [InlineData("http://[::ffff:8.8.8.8]:8080")]
    [InlineData("http://notinternal.com")]
    [InlineData("http://evil-internal.example")]
    [InlineData("http://xinternal.io")]
    public void Contains_ExternalUrl_IsFalse(string target) => LocalHosts.Contains(new Uri(target).Host).Should().BeFalse();
}
