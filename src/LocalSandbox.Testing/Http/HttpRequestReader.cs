using System.Globalization;
using System.Net;
using System.Text;

namespace LocalSandbox.Testing.Http;

/// <summary>Reads one HTTP/1.1 request with its body, sent with a length or in chunks.</summary>
/// <param name="input">What the client sends, buffered: it is read byte by byte.</param>
/// <param name="port">The server's port, for the address of the request.</param>
internal sealed class HttpRequestReader(BufferedStream input, int port)
{
    private const int LongestLine = 64 * 1024;

    /// <summary>Reads the request; null when the client says nothing, as one that only looks whether the port is open.</summary>
    /// <exception cref="IOException">What came is no request.</exception>
    public async Task<HttpRequestMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is not { Length: > 0 } start)
        {
            return null;
        }

        if (start.Split(' ') is not [var method, var target, _])
        {
            throw new IOException($"'{start}' does not begin a request.");
        }

        // Clients of a proxy send the whole address, all others the path.
        var path = Uri.TryCreate(target, UriKind.Absolute, out var whole) && whole.Scheme == Uri.UriSchemeHttp ? whole.PathAndQuery : target;
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://{IPAddress.Loopback}:{port}{path}"))
        {
            Version = HttpVersion.Version11,
        };
        var headers = await ReadHeadersAsync(cancellationToken).ConfigureAwait(false);
        request.Content = new ByteArrayContent(await ReadBodyAsync(headers, cancellationToken).ConfigureAwait(false));
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }

    private async Task<List<KeyValuePair<string, string>>> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        var headers = new List<KeyValuePair<string, string>>();
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1)
            {
                throw new IOException($"'{line}' is no header.");
            }

            headers.Add(new(line[..colon], line[(colon + 1)..].Trim()));
        }

        return headers;
    }

    private Task<byte[]> ReadBodyAsync(List<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        var value = (string name) => headers.Find(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        return value("Transfer-Encoding") is { } encoding && encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            ? ReadChunksAsync(cancellationToken)
            : ReadBytesAsync(Number(value("Content-Length") ?? "0", NumberStyles.None), cancellationToken);
    }

    private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "";
            var length = Number(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier);
            if (length == 0)
            {
                // Trailers, if any, end as headers do.
                await ReadHeadersAsync(cancellationToken).ConfigureAwait(false);
                return body.ToArray();
            }

            body.Write(await ReadBytesAsync(length, cancellationToken).ConfigureAwait(false));
            await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static int Number(string text, NumberStyles style) => int.TryParse(text, style, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new IOException($"'{text}' is no length.");

    private async Task<byte[]> ReadBytesAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        await input.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>Reads a line without its end; null at the end of the stream.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < LongestLine)
        {
            if (await input.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 0)
            {
                return line.Length == 0 ? null : throw new EndOfStreamException();
            }

            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        throw new IOException($"A line is longer than {LongestLine} characters.");
    }
}
