using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalSandbox.Docs.Tests;

/// <summary>The options' document: its table is that of the class, and its JSON is what it says.</summary>
public sealed partial class OptionsDocumentTests
{
    private static readonly string Text = Repository.Read("docs/options.md");

    private static readonly PropertyInfo[] Options = typeof(LocalSandboxOptions).GetProperties();

    public static TheoryData<string> Names => [.. Options.Select(option => option.Name)];

    [Fact]
    public void Table_OfTheDocument_HasEachOptionOnce() =>
        Rows().Select(row => row.Groups["name"].Value).Should().BeEquivalentTo(Options.Select(option => option.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Default_OfAnOption_IsTheOneOfTheClass(string name)
    {
        var documented = Rows().Single(row => row.Groups["name"].Value == name).Groups["default"].Value;
        var value = Options.Single(option => option.Name == name).GetValue(new LocalSandboxOptions());

        if (value is null)
        {
            documented.Should().MatchRegex("^[a-z]", "the default is in words, because it is chosen later");
        }
        else
        {
            documented.Should().BeOneOf(Written(value));
        }
    }

    [Fact]
    public void Json_OfTheDocument_CanBeUsedAsItIs()
    {
        var json = Json().Match(Text).Groups["json"].Value;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var section = new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection("LocalSandbox");
        using var provider = new ServiceCollection().AddLocalSandboxes(section).BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<LocalSandboxOptions>>().Value;

        section.GetChildren().Select(child => child.Key).Should().NotBeEmpty().And.BeSubsetOf(Options.Select(option => option.Name), "another key is ignored");
        options.Isolation.Should().Be(SandboxIsolation.Strict);
        options.Mounts.Should().Equal(new SandboxMount("/srv/skills", "/skills", ReadOnly: true));
    }

    private static MatchCollection Rows() => Row().Matches(Text);

    /// <summary>The ways to write a value in the table.</summary>
    private static string[] Written(object value) => value switch
    {
        TimeSpan time => [string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds} s"), string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes} min")],
        bool yes => [yes ? "`true`" : "`false`"],
        string text => [$"`{text}`"],
        IEnumerable list => [list.Cast<object>().Any() ? "not empty" : "none"],
        _ => [string.Create(CultureInfo.InvariantCulture, $"`{value}`")],
    };

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| .* \| (?<default>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"```json\n(?<json>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
