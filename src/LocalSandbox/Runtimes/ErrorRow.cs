namespace LocalSandbox.Runtimes;

/// <summary>One error text of a runtime.</summary>
/// <param name="Code">What it means.</param>
/// <param name="SeenOn">The versions or the report it was seen on.</param>
/// <param name="Fragments">What a text must hold, all of it.</param>
internal sealed record ErrorRow(SandboxErrorCode Code, string SeenOn, params string[] Fragments);
