using System.Globalization;
using System.Text;

namespace LocalSandbox.Testing.Http;

/// <summary>Writes an HTTP/1.1 response; a body whose length is not known ends with the connection, so that it can be a stream.</summary>
internal static class HttpResponseWriter
{
    private const int FirstWithReason = 200;

    public static async Task WriteAsync(
        Stream stream, HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var hasBody = request.Method != HttpMethod.Head && status is >= FirstWithReason and not (204 or 304);
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {response.ReasonPhrase}\r\n");

        // Asking for the length is what puts it among the headers.
        _ = response.Content.Headers.ContentLength;
        foreach (var (name, value) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            foreach (var one in value.Where(_ => !IsOfTheConnection(name)))
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {one}\r\n");
            }
        }

        head.Append("Connection: close\r\n\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()), cancellationToken).ConfigureAwait(false);
        if (hasBody)
        {
            await response.Content.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool IsOfTheConnection(string name) =>
        name.Equals("Connection", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
}
