namespace LocalSandbox.EngineTests.Harness;

/// <summary>What a test needs besides an engine.</summary>
public enum Needs
{
    Nothing,

    /// <summary>Loopback over IPv6.</summary>
    IPv6,

    /// <summary>Root and <c>setpriv</c>, to become somebody else.</summary>
    Root,

    /// <summary><c>/proc</c>.</summary>
    Linux,

    /// <summary>Linux, root and <c>dockerd</c>, to run an engine of one's own.</summary>
    PrivateEngine,
}
