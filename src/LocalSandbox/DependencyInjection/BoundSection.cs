using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace LocalSandbox.DependencyInjection;

/// <summary>
/// Binds options from a section, unless one that says the same was bound before: binding appends to lists, so that whoever adds the same section
/// twice would mount everything twice. Sections of two configurations may have one path, so what they say is compared.
/// </summary>
internal sealed class BoundSection(IConfiguration section, IReadOnlyList<BoundSection> earlier) : IConfigureOptions<LocalSandboxOptions>
{
    private readonly IConfiguration _section = section;

    public void Configure(LocalSandboxOptions options)
    {
        if (!earlier.Any(SaysTheSame))
        {
            _section.Bind(options);
        }
    }

    private bool SaysTheSame(BoundSection other) => Values(_section).SetEquals(Values(other._section));

    private static HashSet<KeyValuePair<string, string?>> Values(IConfiguration section) => [.. section.AsEnumerable(makePathsRelative: true)];
}
