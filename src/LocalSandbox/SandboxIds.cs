using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalSandbox;

/// <summary>Makes sandbox ids of a host's own keys.</summary>
public static class SandboxIds
{
    /// <summary>Refuses what is not Unicode: half a surrogate pair would become U+FFFD like any other, and two keys one sandbox.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Derives an id that is the same in every process and release, and differs for every pair of thread and user.</summary>
    /// <param name="threadId">The conversation; any text.</param>
    /// <param name="userId">The user, where threads of different users may carry the same id.</param>
    /// <returns>32 lower-case hexadecimal digits: the first 128 bits of a SHA-256.</returns>
    /// <exception cref="ArgumentException"><paramref name="threadId"/> is null or empty, or one of the two is not valid Unicode.</exception>
    public static string ForThread(string threadId, string? userId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(threadId);

        // The length in front keeps ("ab", "c") and ("a", "bc") apart, and "no user" apart from the empty one.
        var user = userId is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{userId.Length}:{userId}");
        var digest = SHA256.HashData(StrictUtf8.GetBytes($"{user}:{threadId}"));
        return Convert.ToHexStringLower(digest.AsSpan(0, 16));
    }
}
