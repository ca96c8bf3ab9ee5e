using System.Globalization;
using System.Runtime.CompilerServices;

namespace LocalSandbox.Tests;

/// <summary>
/// Runs every test under the culture that LOCALSANDBOX_TEST_CULTURE names, such as <c>tr-TR</c>, where "I" and "i" are different letters, or
/// <c>de-DE</c>, where a comma is the decimal point.
/// </summary>
internal static class TestCulture
{
    public const string Variable = "LOCALSANDBOX_TEST_CULTURE";

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "Before the first test, whichever that is.")]
    internal static void Set()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name)
        {
            return;
        }

        // Without the cultures' data every culture would do as the invariant one does, and every test would pass.
        var culture = CultureInfo.GetCultureInfo(name, predefinedOnly: true);
        if (AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant)
        {
            throw new CultureNotFoundException($"{Variable} is '{name}', but this machine has no cultures: install libicu.");
        }

        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = culture;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
    }
}
