using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Validation;

public sealed class MountRulesTests
{
    [Theory]
    [InlineData("/data", "/data")]
    [InlineData("/", "/host")]
    [InlineData("/a,b\"c'd=e:f $g", "/x,y=z")]
    [InlineData(@"C:\Users\me", "/data")]
    [InlineData("D:/deer-flow", "/data")]
    [InlineData(@"\\server\share", "/data")]
    [InlineData("//server/share", "/data")]
    public void Check_WhatCanBeExpressed_IsFine(string hostPath, string containerPath) =>
        MountRules.Check("Mounts", [new SandboxMount(hostPath, containerPath)]).Should().BeEmpty();

    [Theory]
    [InlineData("", "/data")]
    [InlineData(null, "/data")]
    [InlineData("data", "/data")]
    [InlineData("./data", "/data")]
    [InlineData("~/data", "/data")]
    [InlineData(@"C:data", "/data")]
    [InlineData(@"\data", "/data")]
    [InlineData("/da\nta", "/data")]
    [InlineData("/da\0ta", "/data")]
    [InlineData("/da\u0085ta", "/data")]
    public void Check_BadHostPath_NamesFieldAndValue(string? hostPath, string containerPath) =>
        MountRules.Check("Mounts", [new SandboxMount(hostPath!, containerPath)]).Should().ContainSingle()
            .Which.Should().Contain("Mounts").And.Contain("HostPath").And.Contain($"'{hostPath}'");

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("data")]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/./")]
    [InlineData("/a/..")]
    [InlineData("/..")]
    [InlineData(@"C:\data")]
    [InlineData("/da\rta")]
    public void Check_BadContainerPath_NamesFieldAndValue(string? containerPath) =>
        MountRules.Check("Mounts", [new SandboxMount("/data", containerPath!)]).Should().ContainSingle()
            .Which.Should().Contain("ContainerPath").And.Contain($"'{containerPath}'");

    [Theory]
    [InlineData("/data", "/data")]
    [InlineData("/data", "/data/")]
    [InlineData("/data", "//data")]
    [InlineData("/data", "/x/../data")]
    [InlineData("/data/a", "/data/./a")]
    public void Check_SameContainerPathTwice_NamesIt(string one, string other) =>
        MountRules.Check("Mounts", [new SandboxMount("/1", one), new SandboxMount("/2", other)]).Should().ContainSingle()
            .Which.Should().Contain("more than once").And.Contain($"'{other}'");

    [Theory]
    [InlineData("/data", "/DATA")]
    [InlineData("/data", "/data/sub")]
    public void Check_DifferentContainerPaths_AreFine(string one, string other) =>
        MountRules.Check("Mounts", [new SandboxMount("/1", one), new SandboxMount("/1", other)]).Should().BeEmpty();

    [Fact]
    public void Check_Null_IsNamed() => MountRules.Check("Mounts", [null]).Should().ContainSingle().Which.Should().Contain("null");
}
