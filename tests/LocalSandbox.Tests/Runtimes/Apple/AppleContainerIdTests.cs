using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleContainerIdTests
{
    [Fact]
    public void Of_ContainerOfOurs_IsItsNameAndTheBeginningOfItsAttempt()
    {
        var id = AppleContainerId.Of("local-sandbox-one", Specs.Simple.Labels);

        id.Should().Be("local-sandbox-one@3f9c12ab01cd");
        AppleContainerId.IsId(id).Should().BeTrue();
        AppleContainerId.NameOf(id).Should().Be("local-sandbox-one");
    }

    [Fact]
    public void Of_TwoAttemptsUnderOneName_Differ() =>
        AppleContainerId.Of("one", Labels(Guid.NewGuid().ToString("N"))).Should().NotBe(AppleContainerId.Of("one", Labels(Guid.NewGuid().ToString("N"))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("not-hexadecimal-digits")]
    [InlineData("3F9C12AB01CD4E5F")]
    public void Of_ContainerWithoutAnAttemptOfOurs_IsItsName(string? attempt) => AppleContainerId.Of("one", Labels(attempt)).Should().Be("one");

    [Fact]
    public void Id_HandedBackByACaller_IsAValidOneThatIsNoName()
    {
        var id = AppleContainerId.Of("local-sandbox-one", Specs.Simple.Labels);

        NameRules.CheckContainerId("ContainerId", id).Should().BeNull();
        NameRules.Check("SandboxId", id).Should().NotBeNull("an id must never be taken for a name");
    }

    [Theory]
    [InlineData("-f")]
    [InlineData("a b@12")]
    [InlineData("one@")]
    [InlineData("one@12@34")]
    [InlineData("one@--force")]
    [InlineData("one@12\n")]
    public void CheckContainerId_SomethingElse_IsRefused(string id) => NameRules.CheckContainerId("ContainerId", id).Should().NotBeNull();

    private static Dictionary<string, string> Labels(string? attempt) => attempt is null ? [] : new() { [SandboxLabels.Attempt] = attempt };
}
