namespace LocalSandbox.Runtimes;

/// <summary>What a runtime's dialect has to know about the machine and the process it works in.</summary>
/// <param name="IsMacOS">Whether the machine is a Mac.</param>
/// <param name="VariableNames">Lists the environment variables that a child process would inherit now.</param>
/// <param name="IsFile">Tells a single file from a directory, and from nothing.</param>
internal sealed record HostMachine(bool IsMacOS, Func<IEnumerable<string>> VariableNames, Func<string, bool> IsFile)
{
    public static HostMachine This { get; } =
        new(OperatingSystem.IsMacOS(), () => Environment.GetEnvironmentVariables().Keys.Cast<string>(), File.Exists);
}
