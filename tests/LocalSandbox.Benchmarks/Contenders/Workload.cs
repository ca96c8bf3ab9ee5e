using System.Globalization;

namespace LocalSandbox.Benchmarks.Contenders;

/// <summary>What runs inside a sandbox.</summary>
/// <param name="Name">For the tables.</param>
/// <param name="Image">Its image.</param>
/// <param name="Variables">What tells the test image how to behave.</param>
internal sealed record Workload(string Name, string Image, IReadOnlyDictionary<string, string> Variables)
{
    public const int Port = 8080;
    public const string HealthPath = "/v1/sandbox";

    /// <summary>Serves so many milliseconds after its process began.</summary>
    public static Workload ListeningAfter(int milliseconds, string image) => new(
        string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms"),
        image,
        milliseconds == 0
            ? new Dictionary<string, string>()
            : new Dictionary<string, string>
            {
                ["SANDBOX_MODE"] = "slow",
                ["SANDBOX_DELAY_MS"] = milliseconds.ToString(CultureInfo.InvariantCulture),
            });

    /// <summary>Ignores SIGTERM on purpose, whatever runs above it.</summary>
    public static Workload Deaf(string image) => new("deaf", image, new Dictionary<string, string> { ["SANDBOX_MODE"] = "deaf" });

    /// <summary>Handles no signal: the kernel then keeps SIGTERM from it if it is process 1, as most programs in images are.</summary>
    public static Workload WithoutHandler(string image) => new("no handler", image, new Dictionary<string, string>());
}
