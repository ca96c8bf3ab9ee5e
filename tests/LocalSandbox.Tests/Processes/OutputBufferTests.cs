using System.Text;
using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Processes;

public sealed class OutputBufferTests
{
    private const int Tail = OutputBuffer.TailLength;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(300_000)]
    public async Task FillAsync_WithinTheLimit_IsKeptWhole(int length)
    {
        var buffer = new OutputBuffer(300_000);

        await buffer.FillAsync(Numbered(length), CancellationToken.None);

        buffer.IsTruncated.Should().BeFalse();
        Encoding.UTF8.GetBytes(buffer.ReadText()).Should().Equal(Bytes(length));
    }

    [Theory]
    [InlineData(300_001)]
    [InlineData(300_001 + Tail)]
    [InlineData(2_000_000)]
    public async Task FillAsync_PastTheLimit_KeepsTheEnd(int length)
    {
        var buffer = new OutputBuffer(300_000);

        await buffer.FillAsync(Numbered(length), CancellationToken.None);

        buffer.IsTruncated.Should().BeTrue();
        Encoding.UTF8.GetBytes(buffer.ReadText()).Should().Equal(Bytes(length)[^Tail..]);
    }

    [Fact]
    public async Task FillAsync_TwentyMegabytes_AllocatesLittleMoreThanTheLimit()
    {
        var buffer = new OutputBuffer(OutputBuffer.ShortAnswer);
        var before = GC.GetAllocatedBytesForCurrentThread();

        // A stream that answers at once stays on this thread.
        await buffer.FillAsync(Numbered(20_000_000), CancellationToken.None);

        buffer.IsTruncated.Should().BeTrue();
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(OutputBuffer.ShortAnswer * 2);
        buffer.ReadText().Length.Should().Be(Tail);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xff, (byte)'b' }, "a\ufffdb")]
    [InlineData(new byte[] { (byte)'a', 0xc3 }, "a\ufffd")]
    public async Task ReadText_BytesThatAreNotUtf8_BecomeReplacementCharactersAndItSaysSo(byte[] bytes, string expected)
    {
        var buffer = new OutputBuffer(100);

        await buffer.FillAsync(new MemoryStream(bytes), CancellationToken.None);

        buffer.ReadText().Should().Be(expected);
        buffer.IsGarbled.Should().BeTrue();
    }

    [Fact]
    public async Task ReadText_ReplacementCharacterThatWasReallyWritten_IsNotGarbled()
    {
        var buffer = new OutputBuffer(100);

        await buffer.FillAsync(new MemoryStream(Encoding.UTF8.GetBytes("a\ufffdü")), CancellationToken.None);

        buffer.ReadText().Should().Be("a\ufffdü");
        buffer.IsGarbled.Should().BeFalse();
    }

    [Fact]
    public async Task FillAsync_Canceled_Ends()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        var fill = () => new OutputBuffer(100).FillAsync(Numbered(10), canceled.Token).AtOnceAsync();

        await fill.Should().ThrowAsync<OperationCanceledException>();
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(At)];

    private static byte At(int position) => (byte)('0' + (position % 71 % 10));

    private static PatternStream Numbered(int length) => new(length);

    /// <summary>A long stream that is nowhere in memory.</summary>
    private sealed class PatternStream(int length) : MemoryStream
    {
        private int _position;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(buffer.Length, length - _position);
            var span = buffer.Span;
            for (var i = 0; i < count; i++)
            {
                span[i] = At(_position + i);
            }

            _position += count;
            return ValueTask.FromResult(count);
        }
    }
}
