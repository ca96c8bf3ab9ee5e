using System.Text;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Processes;

public sealed class OutputBufferTests
{
    private const int MegaByte = 1024 * 1024;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(16 * 1024, 4096)]
    [InlineData((16 * 1024) + 1, 4096)]
    [InlineData(MegaByte, 5000)]
    [InlineData(MegaByte, int.MaxValue)]
    public async Task FillAsync_UpToTheLimit_KeepsAll(int length, int atOnce)
    {
        var text = Numbers(length);
        var buffer = new OutputBuffer(MegaByte);

        await buffer.FillAsync(new Slow(Encoding.UTF8.GetBytes(text), atOnce), CancellationToken.None);

        buffer.ReadText().Should().Be(text);
        buffer.IsTruncated.Should().BeFalse();
        buffer.IsGarbled.Should().BeFalse();
    }

    [Theory]
    [InlineData(MegaByte + 1, 4096)]
    [InlineData((3 * MegaByte) + 77, 5000)]
    [InlineData((3 * MegaByte) + 77, int.MaxValue)]
    public async Task FillAsync_PastTheLimit_KeepsTheEnd(int length, int atOnce)
    {
        var text = Numbers(length);
        var buffer = new OutputBuffer(MegaByte);

        await buffer.FillAsync(new Slow(Encoding.UTF8.GetBytes(text), atOnce), CancellationToken.None);

        buffer.ReadText().Should().Be(text[^OutputBuffer.TailLength..]);
        buffer.IsTruncated.Should().BeTrue();
    }

    [Fact]
    public void FillAsync_FarPastTheLimit_AllocatesNothingMore()
    {
        var source = new Endless(500L * MegaByte);
        var buffer = new OutputBuffer(2 * MegaByte);
        var before = GC.GetAllocatedBytesForCurrentThread();

        // Its source never makes it wait, so it all happens on this thread.
        var filling = buffer.FillAsync(source, CancellationToken.None);

        filling.IsCompletedSuccessfully.Should().BeTrue();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(3 * MegaByte);
        buffer.IsTruncated.Should().BeTrue();
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xFF, (byte)'b' }, "a\uFFFDb")]
    [InlineData(new byte[] { (byte)'a', 0xC3 }, "a\uFFFD")]
    public async Task ReadText_NotUtf8_IsReadAsFarAsPossibleAndSaysSo(byte[] bytes, string expected)
    {
        var buffer = new OutputBuffer(MegaByte);
        await buffer.FillAsync(new MemoryStream(bytes), CancellationToken.None);

        buffer.ReadText().Should().Be(expected);
        buffer.IsGarbled.Should().BeTrue();
    }

    [Fact]
    public async Task ReadText_ReplacementCharacterThatWasReallyWritten_IsNotGarbled()
    {
        var buffer = new OutputBuffer(MegaByte);
        await buffer.FillAsync(new MemoryStream(Encoding.UTF8.GetBytes("a\uFFFDü")), CancellationToken.None);

        buffer.ReadText().Should().Be("a\uFFFDü");
        buffer.IsGarbled.Should().BeFalse();
    }

    /// <summary>Text in which every place is unmistakable.</summary>
    private static string Numbers(int length)
    {
        var text = new StringBuilder(length + 16);
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(i).Append(' ');
        }

        return text.ToString(0, length);
    }

    /// <summary>Gives a little at a time, as a pipe does.</summary>
    private sealed class Slow(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, atOnce)], cancellationToken);
    }

    private sealed class Endless(long length) : MemoryStream
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = (int)Math.Min(_left, buffer.Length);
            buffer.Span[..read].Fill((byte)'x');
            _left -= read;
            return ValueTask.FromResult(read);
        }
    }
}
