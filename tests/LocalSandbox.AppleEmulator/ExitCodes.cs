namespace LocalSandbox.AppleEmulator;

internal static class ExitCodes
{
    public const int Failure = 1;

    /// <summary>EX_USAGE: the parser of the real command line refused an argument.</summary>
    public const int Usage = 64;

    /// <summary>EX_SOFTWARE: never an exit code of the real one.</summary>
    public const int Emulator = 70;
}
