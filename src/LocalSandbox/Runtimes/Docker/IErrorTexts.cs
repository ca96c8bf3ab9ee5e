namespace LocalSandbox.Runtimes.Docker;

/// <summary>What a command line of Docker's grammar writes to standard error, and what it means.</summary>
internal interface IErrorTexts
{
    /// <summary>Splits a text into its errors, without the warnings, progress and advice around them.</summary>
    IReadOnlyList<string> Lines(string standardError);

    /// <summary>Finds what a text means; <see cref="SandboxErrorCode.CommandFailed"/> when it is not known.</summary>
    SandboxErrorCode Classify(string standardError);

    /// <summary>Whether one line says that a container is absent.</summary>
    bool SaysAbsent(string line, string nameOrId);

    /// <summary>Whether somebody else's removal of the container is going on.</summary>
    bool SayRemovalInProgress(string standardError);

    /// <summary>Says what to do about an error.</summary>
    string? HintFor(SandboxErrorCode code);

    /// <summary>Whether every error says that a container is absent, and each one names a container that was asked for.</summary>
    bool SayAbsent(string standardError, IReadOnlyCollection<string> askedFor)
    {
        var lines = Lines(standardError);
        return lines.Count > 0 && lines.All(line => askedFor.Any(name => SaysAbsent(line, name)));
    }

    /// <summary>Whether the engine is older than the version of its interface that it was asked in.</summary>
    bool SayClientIsTooNew(string standardError) =>
        standardError.Contains("client version", StringComparison.OrdinalIgnoreCase)
        && standardError.Contains("is too new", StringComparison.OrdinalIgnoreCase);
}
