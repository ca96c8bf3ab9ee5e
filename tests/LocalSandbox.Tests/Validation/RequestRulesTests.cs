using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Validation;

public sealed class RequestRulesTests
{
    private static readonly LocalSandboxOptions Options = new() { Mounts = { new SandboxMount("/a", "/data") } };

    private static readonly Dictionary<string, SandboxRequest> Bad = new()
    {
        ["SandboxId 'a'"] = new SandboxRequest("a"),
        ["at most 63"] = new SandboxRequest(new string('a', 50)),
        ["257 characters"] = new SandboxRequest("one") { ThreadId = new string('t', 257) },
        ["ThreadId 'lone"] = new SandboxRequest("one") { ThreadId = "lone\ud800" },
        ["variable named ''"] = new SandboxRequest("one") { Environment = new Dictionary<string, string> { [""] = "x" } },
        ["HostPath 'x'"] = new SandboxRequest("one") { Mounts = [new SandboxMount("x", "/x")] },
        ["'/data/' more than once"] = new SandboxRequest("one") { Mounts = [new SandboxMount("/b", "/data/")] },
        ["must not be null"] = new SandboxRequest("one") { Mounts = null! },
        ["Environment must not be null"] = new SandboxRequest("one") { Environment = null! },
    };

    public static TheoryData<string> BadOnes => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(BadOnes))]
    public void Check_BadRequest_IsInvalidRequestNamingIt(string expected)
    {
        var check = () => RequestRules.Check(Bad[expected], Options);

        var failure = check.Should().Throw<SandboxException>().Which;
        failure.Code.Should().Be(SandboxErrorCode.InvalidRequest);
        failure.Message.Should().Contain(expected);
        failure.IsTransient.Should().BeFalse();
    }

    [Fact]
    public void Check_SeveralProblems_NamesAll()
    {
        var request = new SandboxRequest("a") { Environment = new Dictionary<string, string> { ["A*"] = "x" }, Mounts = [new SandboxMount("x", "/x")] };

        var check = () => RequestRules.Check(request, Options);

        check.Should().Throw<SandboxException>().Which.Message.Should().ContainAll("SandboxId", "'A*'", "HostPath");
    }

    [Fact]
    public void Check_GoodRequest_Passes()
    {
        var request = new SandboxRequest(SandboxIds.ForThread("t"))
        {
            ThreadId = new string('t', 256),
            Mounts = [new SandboxMount("/b", "/other")],
            Environment = new Dictionary<string, string> { ["A"] = "x" },
        };

        FluentActions.Invoking(() => RequestRules.Check(request, Options)).Should().NotThrow();
    }

    [Theory]
    [InlineData("0123456789ab")]
    [InlineData("ABCDEF")]
    public void Check_ShortenedContainerId_IsRefusedBecauseItWouldReadAsAbsent(string id)
    {
        var check = () => RequestRules.Check(new SandboxInfo("one") { ContainerId = id }, Options);

        check.Should().Throw<SandboxException>().WithMessage($"*ContainerId '{id}'*shortened*").Which.Code.Should().Be(SandboxErrorCode.InvalidRequest);
    }

    [Fact]
    public void Check_MountPathThatIsNoUnicode_IsRefusedBecauseAnotherPathWouldBeMounted()
    {
        var check = () => RequestRules.Check(new SandboxRequest("one") { Mounts = [new SandboxMount("/a\ud800", "/x")] }, Options);

        check.Should().Throw<SandboxException>().Which.Code.Should().Be(SandboxErrorCode.InvalidRequest);
    }
}
