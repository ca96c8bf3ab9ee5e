using CsCheck;
using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;
using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Fuzzing;

/// <summary>Whatever a caller hands in is refused with a typed error, or can be expressed on a command line.</summary>
[Trait("Category", "Fuzz")]
public sealed class InputFuzzTests
{
    private static readonly OptionsRules Rules = new();

    private static readonly string[] Interesting = ["PATH", "DOCKER_HOST", "https_proxy", "LD_PRELOAD", "#_PROXY", "TOKEN", "A*"];

    private static readonly Gen<string> Name = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["aZ0_.-/= \n"], 0, 70],
        Gen.OneOf([.. Interesting.Select(Gen.Const)]));

    [Fact]
    public void RequestRules_AnyRequest_IsRefusedOrCanBeExpressed() => Gen.Select(Gen.OneOf(Gen.Const("box"), Name), Name, Gen.String, Name, Name).Sample(
        (id, variable, value, hostPath, containerPath) =>
        {
            var request = new SandboxRequest(id)
            {
                ThreadId = value,
                Environment = new Dictionary<string, string> { [variable] = value },
                Mounts = [new SandboxMount("/" + hostPath, "/" + containerPath)],
            };
            var options = new LocalSandboxOptions { Image = "img" };
            try
            {
                RequestRules.Check(request, options);
            }
            catch (SandboxException e)
            {
                return e.Code is SandboxErrorCode.InvalidRequest;
            }

            var spec = Specs.Of(request: request);
            using var variables = SandboxVariables.Prepare(spec.Environment, standardInputIsAFile: true);
            return Arrives(variables, variable, value) && spec.Labels.Values.All(label => label.All(c => char.IsAscii(c) && !char.IsControl(c)));
        });

    [Fact]
    public void OptionsRules_AnyTexts_AreJudgedWithoutThrowing() => Gen.Select(Name, Name, Name, Name, Name, Name).Sample(
        (image, prefix, host, path, network, memory) =>
        {
            var verdict = Rules.Validate(null, new LocalSandboxOptions
            {
                Image = image,
                ContainerPrefix = prefix,
                SandboxHost = host,
                BindAddress = host,
                HealthPath = path,
                Network = network,
                User = network,
                Memory = memory,
                LockFolder = path,
                RuntimePath = image,
            });
            return verdict.Succeeded || verdict.Failures!.All(failure => failure.StartsWith(nameof(LocalSandboxOptions), StringComparison.Ordinal));
        });

    /// <summary>Reads back what the command line will be handed, as the engine's own reader of such files does.</summary>
    private static bool Arrives(SandboxVariables variables, string name, string value) =>
        variables.Inherited.TryGetValue(name, out var inherited)
            ? inherited == value
            : variables.StandardInput == $"{name}={value}\n" && !value.Contains('\n', StringComparison.Ordinal);
}
