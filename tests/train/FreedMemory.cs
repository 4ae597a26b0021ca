using System.Runtime.InteropServices;

namespace Analytics.Train.Tests;

/// <summary>
/// Until it is disposed, memory that is given back to the C library is full of NaN: what is read after it was freed is no number.
/// </summary>
internal sealed partial class FreedMemory : IDisposable
{
    // From malloc.h of the GNU C library: what is given back is filled with the lowest 8 bits of the value.
    private const int Perturb = -6;
    private const int Ones = 255;

    /// <summary>Begins it.</summary>
    public FreedMemory() => _ = MallocOption(Perturb, Ones);

    /// <inheritdoc/>
    public void Dispose() => _ = MallocOption(Perturb, 0);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int option, int value);
}
