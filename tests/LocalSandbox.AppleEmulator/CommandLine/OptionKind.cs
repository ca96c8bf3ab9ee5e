namespace LocalSandbox.AppleEmulator.CommandLine;

internal enum OptionKind
{
    Flag,
    Text,
    Number,
}
