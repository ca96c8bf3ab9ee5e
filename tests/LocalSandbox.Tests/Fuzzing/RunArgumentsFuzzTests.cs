using System.Net;
using CsCheck;
using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;
using LocalSandbox.Runtimes.Apple;
using LocalSandbox.Runtimes.Docker;
using LocalSandbox.Tests.Fakes;
using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Fuzzing;

/// <summary>Any container that passes the checks is spelled so that each option has its value, and no value of a variable stands among them.</summary>
[Trait("Category", "Fuzz")]
public sealed class RunArgumentsFuzzTests
{
    private static readonly OptionsRules Rules = new();

    private static readonly AppleVersion[] AppleVersions =
        [new(0, 6, 0), new(0, 7, 1), new(0, 8, 0), new(0, 9, 0), new(0, 10, 0), new(0, 12, 3), new(1, 0, 0), new(1, 4, 1)];

    private static readonly Gen<string> Word = Gen.String[Gen.Char["aZ09_.-"], 1, 12].Select(rest => $"x{rest}");

    private static readonly Gen<string> Path = Gen.String[Gen.Char[" \"',=:\\;$/.-_aZ9äß日"], 1, 10].Select(rest => $"/x{rest}");

    private static readonly Gen<string> Variable = Gen.OneOf(
        Gen.Among("TOKEN", "PATH", "DOCKER_HOST", "https_proxy", "LD_PRELOAD", "-odd", "--", "A B", "é"),
        Gen.String[Gen.Char["aZ09_-. \"'$"], 1, 8]);

    /// <summary>Each value begins with what stands nowhere else.</summary>
    private static readonly Gen<(string Name, string Value)[]> Environment = Gen.Select(
        Variable, Gen.Guid, Gen.String[Gen.Char["a =\"'-日\n"], 0, 6]).Select((name, canary, rest) => (name, canary + rest)).Array[0, 4];

    private static readonly Gen<SandboxMount[]> Mounts = Gen.Select(Path, Path, Gen.Bool).Select((host, container, readOnly) => new SandboxMount(host, container, readOnly)).Array[0, 3];

    private static readonly Gen<(SandboxIsolation Isolation, string? Memory, double? Cpus, int? Pids, bool Init, bool AutoRemove)> Limits = Gen.Select(
        Gen.Enum<SandboxIsolation>(),
        Gen.Among<string?>(null, "0", "512m", "2g", "1048576k"),
        Gen.Nullable(Gen.OneOf(Gen.Const(0.0), Gen.Double[0.01, 4096])),
        Gen.Nullable(Gen.Int[0, int.MaxValue]),
        Gen.Bool,
        Gen.Bool);

    private static readonly Gen<ContainerSpec> Spec = Gen.Select(
        Gen.Select(Word, Word, Gen.Null(Word), Gen.Null(Word), Gen.Among("127.0.0.1", "0.0.0.0", "::1", "::")),
        Environment,
        Mounts,
        Gen.Select(Word, Gen.String[Gen.Char["aZ09 .,;\"'=日-"], 0, 8]).Array[0, 3],
        Gen.OneOf(Gen.String, Word).Array[0, 3],
        Limits,
        Gen.Int[0, IPEndPoint.MaxPort]).Select((names, environment, mounts, labels, extra, limits, port) =>
    {
        var (image, id, network, user, address) = names;
        var options = new LocalSandboxOptions
        {
            Image = image,
            Network = network,
            User = user,
            Isolation = limits.Isolation,
            Memory = limits.Memory,
            Cpus = limits.Cpus,
            PidsLimit = limits.Pids,
            Init = limits.Init,
            AutoRemove = limits.AutoRemove,
        };
        foreach (var (key, value) in labels)
        {
            options.Labels[key] = value;
        }

        foreach (var argument in extra)
        {
            options.ExtraRunArguments.Add(argument);
        }

        var request = new SandboxRequest(id) { Mounts = mounts, Environment = environment.DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => one.Value) };
        return IsValid(options, request) ? ContainerSpecs.For(options, request, IPAddress.Parse(address), Guid.NewGuid().ToString("N")) with { HostPort = port } : null;
    }).Where(spec => spec is not null).Select(spec => spec!);

    [Fact]
    public void DockerRunArguments_AnyValidSpec_HaveAValueForEachOptionAndNoSecret() => Gen.Select(Spec, Gen.Bool).Sample((spec, isPodman) =>
    {
        using var variables = SandboxVariables.Prepare(spec.Environment, standardInputIsAFile: true);
        var arguments = DockerRunArguments.Build(spec, variables, isPodman ? ["--http-proxy=false"] : []);

        return HoldsNoSecret(arguments, spec) && IsComplete(RunArguments.Read(arguments, spec.ExtraRunArguments.Count), spec, variables, "--mount");
    });

    [Fact]
    public void AppleRunArguments_AnyValidSpec_HaveAValueForEachOptionAndNoSecretOrAreRefused() => Gen.Select(Spec, Gen.Among(AppleVersions), Gen.Bool).Sample(
        (spec, version, isFile) =>
        {
            try
            {
                AppleRunArguments.Check(spec, version, _ => isFile);
            }
            catch (SandboxException e)
            {
                return e.Code is SandboxErrorCode.InvalidRequest or SandboxErrorCode.Unsupported
                    && !spec.Environment.Values.Any(value => $"{e.Message}{e.Hint}".Contains(value, StringComparison.Ordinal));
            }

            using var variables = SandboxVariables.Prepare(spec.Environment, standardInputIsAFile: true);
            var arguments = AppleRunArguments.Build(spec, variables, version, _ => isFile);
            var read = RunArguments.Read(arguments, spec.ExtraRunArguments.Count);

            // Its parser takes nothing for a value that begins like an option, unless it is part of the same argument.
            return HoldsNoSecret(arguments, spec) && IsComplete(read, spec, variables, "-v", "--mount")
                && read.Options.All(one => one.Option == "-e" || one.Value[0] != '-')
                && !arguments.Where((argument, i) => argument == "-e" && i < arguments.Count - 1 - spec.ExtraRunArguments.Count && arguments[i + 1].StartsWith('-')).Any();
        });

    private static bool IsValid(LocalSandboxOptions options, SandboxRequest request)
    {
        try
        {
            RequestRules.Check(request, options);
        }
        catch (SandboxException)
        {
            return false;
        }

        return Rules.Validate(null, options).Succeeded;
    }

    private static bool HoldsNoSecret(IReadOnlyList<string> arguments, ContainerSpec spec) =>
        !arguments.Any(argument => spec.Environment.Values.Any(value => argument.Contains(value, StringComparison.Ordinal)));

    private static bool IsComplete(RunArguments read, ContainerSpec spec, SandboxVariables variables, params string[] mountOptions) =>
        read.Image == spec.Image
        && read.Options.All(one => one.Value.Length > 0 && !one.Option.EndsWith('='))
        && read.ValuesOf("--name").SequenceEqual([spec.Name])
        && read.ValuesOf("-p").Count() == 1
        && read.ValuesOf("-e").SequenceEqual(variables.Inherited.Keys)
        && read.ValuesOf("--env-file").Count() == (variables.FilePath is null ? 0 : 1)
        && mountOptions.Sum(option => read.ValuesOf(option).Count()) == spec.Mounts.Count
        && read.ValuesOf("--label").SequenceEqual(spec.Labels.Select(label => $"{label.Key}={label.Value}"));
}
