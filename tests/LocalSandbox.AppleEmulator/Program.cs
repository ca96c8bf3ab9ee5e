// A test program that plays Apple's `container` command line where there is no Mac. It is not Apple's, holds none of Apple's code, and runs no containers.
using System.Net.Sockets;
using LocalSandbox.AppleEmulator;
using LocalSandbox.AppleEmulator.CommandLine;
using LocalSandbox.AppleEmulator.Commands;
using LocalSandbox.AppleEmulator.Machine;
using LocalSandbox.AppleEmulator.Storage;

if (args is [SandboxMachine.HiddenVerb, var folder])
{
    return await SandboxMachine.RunAsync(folder);
}

if (Environment.GetEnvironmentVariable("CONTAINER_EMULATOR_HOME") is not { Length: > 0 } path
    || CliVersion.Parse(Environment.GetEnvironmentVariable("CONTAINER_EMULATOR_VERSION")) is not { } version)
{
    await Console.Error.WriteLineAsync("emulator: set CONTAINER_EMULATOR_HOME to a folder and CONTAINER_EMULATOR_VERSION to a version such as 1.2.2");
    return ExitCodes.Emulator;
}

try
{
    return await Dispatcher.RunAsync(args, new EmulatorHome(path), version);
}
catch (UsageFailure e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCodes.Usage;
}
catch (CliFailures e)
{
    await Console.Error.WriteLineAsync(e.Render());
    return ExitCodes.Failure;
}
catch (CliFailure e)
{
    await Console.Error.WriteLineAsync(e.Render(version));
    return ExitCodes.Failure;
}
catch (Exception e) when (e is IOException or SocketException or NotSupportedException)
{
    // What the emulator itself cannot do must not look like an answer of the real one.
    await Console.Error.WriteLineAsync($"emulator: {e}");
    return ExitCodes.Emulator;
}
