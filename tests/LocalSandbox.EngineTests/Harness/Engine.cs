using System.Diagnostics;

namespace LocalSandbox.EngineTests.Harness;

/// <summary>The Docker engine under test: whether it is there, asked once.</summary>
internal static class Engine
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private static readonly Lazy<string?> Missing = new(FindOutWhatIsMissing);

    public static string Image { get; } = Environment.GetEnvironmentVariable("LOCALSANDBOX_TEST_IMAGE") is { Length: > 0 } image
        ? image
        : "localsandbox/test-sandbox:1";

    /// <summary>Gets why the tests are skipped; null when they run, or must fail because an engine is required.</summary>
    public static string? SkipReason => IsRequired ? null : Missing.Value;

    /// <summary>Gets what is missing; null when Docker can be tested.</summary>
    public static string? Problem => Missing.Value;

    private static bool IsRequired => Environment.GetEnvironmentVariable("LOCALSANDBOX_REQUIRE_ENGINE") == "1";

    /// <summary>Fails a test that should have been skipped, were the engine not required.</summary>
    public static void ThrowIfMissing()
    {
        if (Missing.Value is { } reason)
        {
            throw new InvalidOperationException($"LOCALSANDBOX_REQUIRE_ENGINE is 1, but {reason}");
        }
    }

    private static string? FindOutWhatIsMissing()
    {
        if (Ask("version", "--format", "{{.Server.Version}}") is { } problem)
        {
            return $"no Docker engine answers: {problem} (eng/docker-engine.sh start)";
        }

        return Ask("image", "inspect", "--format", "{{.Id}}", Image) is { } missing
            ? $"image '{Image}' is missing: {missing} (eng/build-test-image.sh)"
            : null;
    }

    /// <summary>Runs one command synchronously, because xunit reads a skip reason from a property.</summary>
    private static string? Ask(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(AnswerLimit))
            {
                process.Kill(entireProcessTree: true);
                return $"'docker {arguments[0]}' gave no answer within {AnswerLimit.TotalSeconds} s";
            }

            return process.ExitCode == 0 ? null : $"{output.Result} {error.Result}".Trim();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return e.Message;
        }
    }
}
