using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Tests.Runtimes.Docker;

public sealed class DockerPlatformTests
{
    [Theory]
    [InlineData("linux", "amd64", "linux/amd64")]
    [InlineData("linux", "x86_64", "linux/amd64")]
    [InlineData("linux", "aarch64", "linux/arm64")]
    [InlineData("linux", "armv6l", "linux/arm")]
    [InlineData("linux", "armv7l", "linux/arm")]
    [InlineData("linux", "i386", "linux/386")]
    [InlineData("linux", "i686", "linux/386")]
    [InlineData("windows", "x86_64", "windows/amd64")]
    [InlineData("linux", "riscv64", "linux/riscv64")]
    public void Of_MachineOrImage_IsSpelledAsImagesDo(string system, string architecture, string platform) =>
        DockerPlatform.Of(system, architecture).Should().Be(platform);

    [Theory]
    [InlineData("", "amd64")]
    [InlineData("linux", "")]
    [InlineData("", "")]
    public void Of_OneHalfIsNotTold_IsNull(string system, string architecture) => DockerPlatform.Of(system, architecture).Should().BeNull();

    [Theory]
    [InlineData("20.10.24+dfsg1", true)]
    [InlineData("5.4.2~rc_1-x", true)]
    [InlineData("", true)]
    [InlineData("two words", false)]
    [InlineData("a/b", false)]
    [InlineData("ü", false)]
    public void IsWord_WhatEnginesPrint_IsTold(string text, bool isWord) => DockerPlatform.IsWord(text).Should().Be(isWord);
}
