using System.Runtime.CompilerServices;
using Analytics.Contracts.Files;

namespace Analytics.Tests;

/// <summary>
/// Files that specs make are their owner's alone from the first spec on, as the program's are: which one runs first makes no difference.
/// </summary>
internal static class OwnFiles
{
    [ModuleInitializer]
    internal static void Claim() => DataFolder.Claim(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), _ => { });
}
