using System.Text;

namespace LocalSandbox.AppleEmulator.Machine;

/// <summary>One answer of the program inside.</summary>
internal sealed record HttpFile(int Status, string Type, byte[] Content)
{
    public static HttpFile NotFound { get; } = Text(404, "not found\n");

    public static HttpFile Text(int status, string text, string type = "text/plain") => new(status, type, Encoding.UTF8.GetBytes(text));

    public byte[] Head => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 {Status} {(Status == 200 ? "OK" : "Failed")}\r\nContent-Type: {Type}\r\nContent-Length: {Content.Length}\r\nConnection: close\r\n\r\n");
}
