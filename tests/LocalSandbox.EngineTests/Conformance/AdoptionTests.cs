namespace LocalSandbox.EngineTests.Conformance;

/// <summary>A name that is taken: adopted, replaced or refused.</summary>
public sealed class AdoptionTests : ConformanceTest
{
    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_SandboxThatRuns_IsAdoptedByEveryBackend(string runtime)
    {
        Use(runtime);
        var created = await NewBackend().CreateAsync(Request("shared"));

        var adopted = await NewBackend().CreateAsync(Request("shared"));

        adopted.ContainerId.Should().Be(created.ContainerId);
        adopted.Url.Should().Be(created.Url);
        Warnings.Should().NotContain(warning => warning.Contains("other limits", StringComparison.Ordinal), "both asked for the same");
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task GetOrCreateAsync_ManyAtOnce_MakeOneContainer(string runtime)
    {
        Use(runtime);

        var sandboxes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NewBackend().GetOrCreateAsync(Request("one"))));

        sandboxes.Select(sandbox => (sandbox.ContainerId, sandbox.Url)).Distinct().Should().ContainSingle();
        await ShouldRunAloneAsync("one");
        await ShouldBeReachableAsync(sandboxes[0]);
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_SandboxThatHasEnded_IsReplaced(string runtime)
    {
        Use(runtime);
        var backend = NewBackend();
        var before = await backend.CreateAsync(Request("dead"));
        await Runtime.StopAsync(before.ContainerName!);

        var after = await backend.CreateAsync(Request("dead"));

        after.ContainerId.Should().NotBe(before.ContainerId);
        await ShouldBeReachableAsync(after);
        await ShouldRunAloneAsync("dead");
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_NameOfAForeignContainer_IsNameTakenAndLeavesItAlone(string runtime)
    {
        Use(runtime);
        await Runtime.StartForeignAsync($"{Prefix}-taken");

        var failure = await ShouldFailAsync(() => NewBackend().CreateAsync(Request("taken")), SandboxErrorCode.NameTaken);

        failure.Message.Should().Contain($"{Prefix}-taken");
        failure.Hint.Should().NotBeNullOrEmpty();
        await ShouldRunAloneAsync("taken");
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_NameOfAForeignContainerThatHasEnded_IsNameTakenAndLeavesItAlone(string runtime)
    {
        Use(runtime);
        await Runtime.StartForeignAsync($"{Prefix}-taken");
        await Runtime.StopAsync($"{Prefix}-taken");

        await ShouldFailAsync(() => NewBackend().CreateAsync(Request("taken")), SandboxErrorCode.NameTaken);

        (await Runtime.ContainersAsync(Prefix)).Should().ContainKey($"{Prefix}-taken");
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_AnotherSpecification_IsAdoptedReplacedOrRefusedAsThePolicySays(string runtime)
    {
        Use(runtime);
        var first = await NewBackend().CreateAsync(Request("differs"));

        var adopted = await NewBackend(options => options.Memory = "512m").CreateAsync(Request("differs"));
        adopted.ContainerId.Should().Be(first.ContainerId);
        Warnings.Should().Contain(warning => warning.Contains("other limits", StringComparison.Ordinal));

        await ShouldFailAsync(
            () => NewBackend(options => (options.Memory, options.SpecMismatch) = ("512m", SpecMismatchPolicy.Fail)).CreateAsync(Request("differs")),
            SandboxErrorCode.NameTaken);

        var second = await NewBackend(options => (options.Memory, options.SpecMismatch) = ("512m", SpecMismatchPolicy.Recreate))
            .CreateAsync(Request("differs"));
        second.ContainerId.Should().NotBe(first.ContainerId);
        await ShouldRunAloneAsync("differs");
    }
}
