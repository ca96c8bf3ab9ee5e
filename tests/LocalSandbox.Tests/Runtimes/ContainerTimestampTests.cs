using System.Globalization;
using CsCheck;
using LocalSandbox.Runtimes;
using LocalSandbox.Tests.Fakes;

namespace LocalSandbox.Tests.Runtimes;

public sealed class ContainerTimestampTests
{
    [Theory]
    [InlineData("2026-11-23T07:03:06.011720913Z", "2026-11-23T07:03:06.0117209+00:00")]
    [InlineData("2026-11-23T07:03:06.999999999Z", "2026-11-23T07:03:06.9999999+00:00")]
    [InlineData("2026-11-23T07:03:06.1234567Z", "2026-11-23T07:03:06.1234567+00:00")]
    [InlineData("2026-11-23T07:03:06.04Z", "2026-11-23T07:03:06.0400000+00:00")]
    [InlineData("2026-11-23T07:03:06Z", "2026-11-23T07:03:06.0000000+00:00")]
    [InlineData("2026-11-23T12:52:30.394821606+05:30", "2026-11-23T12:52:30.3948216+05:30")]
    [InlineData("2026-11-23T12:52:30-08:00", "2026-11-23T12:52:30.0000000-08:00")]
    [InlineData("2024-02-29T23:59:59.5+00:00", "2024-02-29T23:59:59.5000000+00:00")]
    public void Parse_DateOfAnEngine_IsCutTo100Nanoseconds(string text, string expected)
    {
        var date = ContainerTimestamp.Parse(text);

        date!.Value.ToString("O", CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+05:30")]
    [InlineData("0001-01-01T00:00:00-08:00")]
    [InlineData("2026-11-23 12:52:30.39 +0530 IST")]
    [InlineData("2026-11-23T07:03:06")]
    [InlineData("2026-02-30T07:03:06Z")]
    [InlineData("1763881386")]
    [InlineData("2026-11-23T07:03:06.Zulu")]
    [InlineData("garbage.garbage")]
    [InlineData(".")]
    public void Parse_NoDate_IsNull(string? text) => ContainerTimestamp.Parse(text).Should().BeNull();

    [Fact]
    public void Parse_OtherCulture_ReadsTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");

            ContainerTimestamp.Parse("2026-11-23T07:03:06.5Z").Should().Be(new DateTimeOffset(2026, 11, 23, 7, 3, 6, 500, TimeSpan.Zero));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Parse_EveryDateThatWasCaptured_IsRead()
    {
        var dates = Captures.All
            .Where(capture => capture.Case is "inspect-created-fields" or "tz-kolkata.inspect-json")
            .SelectMany(capture => capture.Stdout.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2))
            .Select(date => date.Trim('"', '\n'))
            .ToList();

        dates.Should().HaveCountGreaterThan(8);
        dates.Where(date => ContainerTimestamp.Parse(date)?.Year != 2026).Should().BeEmpty();
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Parse_AnyDateWithAnyNumberOfDigits_IsNeverLaterThanItIs() =>
        Gen.Select(Gen.DateTime[new DateTime(1970, 1, 1), new DateTime(2200, 1, 1)], Gen.Int[0, 9], Gen.Int[0, 99]).Sample((date, digits, rest) =>
        {
            var fraction = string.Create(CultureInfo.InvariantCulture, $"{date.Ticks % TimeSpan.TicksPerSecond:D7}{rest:D2}")[..digits];
            var text = date.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + (digits == 0 ? "" : "." + fraction) + "Z";

            var parsed = ContainerTimestamp.Parse(text)!.Value.UtcTicks;

            var unit = (long)Math.Pow(10, 7 - Math.Min(7, digits));
            return parsed == date.Ticks / unit * unit;
        });

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Parse_AnyText_NeverThrows() => Gen.String.Sample(text => ContainerTimestamp.Parse(text) is null || text.Length > 10);
}
