using System.Net.Sockets;
using LocalSandbox.EngineTests.Harness;
using Microsoft.Extensions.Logging;

namespace LocalSandbox.EngineTests.Apple;

/// <summary>One test with an emulated service of Apple's command line: the library as it is, on real processes and real sockets.</summary>
public abstract class EmulatedTest : SandboxTest
{
    private protected const string Image = "localsandbox/test-sandbox:1";

    private AppleEmulator? _emulator;

    public static TheoryData<string> Versions => [.. AppleEmulator.Versions];

    private protected AppleEmulator Emulator => _emulator ?? throw new InvalidOperationException("Call Use first.");

    private protected void Use(string version) => _emulator = Keep(new AppleEmulator(version));

    private protected override LocalSandboxOptions NewOptions(Action<LocalSandboxOptions>? change = null) => base.NewOptions(options =>
    {
        options.Runtime = ContainerRuntimeKind.AppleContainer;
        options.RuntimePath = Emulator.Executable;
        options.Image = Image;
        options.LockFolder = Emulator.LockFolder;

        // A command line that hangs is to fail a test, not to hold it up.
        (options.ReadyTimeout, options.StartTimeout) = (TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));
        change?.Invoke(options);
    });

    private protected async Task ShouldHaveLeftNothingAsync()
    {
        (await Emulator.StatesAsync()).Should().BeEmpty("nothing of the sandbox may be left in any state");
        for (var port = BasePort; port < BasePort + 10; port++)
        {
            (await IsListeningAsync(port)).Should().BeFalse("nothing may hold port {0}", port);
        }
    }

    private protected static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private protected IReadOnlyList<string> Warnings() =>
        [.. Log.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message)];
}
