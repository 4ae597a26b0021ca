using System.Runtime.InteropServices;

namespace Analytics.Train.Training;

/// <summary>
/// How the C library keeps memory. Tensors of tens of megabytes come and go in each step; by default each is mapped anew, and touching
/// its pages for the first time takes longer than the arithmetic.
/// </summary>
internal static partial class NativeMemory
{
    // From malloc.h of the GNU C library.
    private const int TrimThreshold = -1;
    private const int MostMappings = -4;
    private const int MostArenas = -8;

    /// <summary>From now on memory that is freed is kept and handed out again. Does nothing where the C library is another one.</summary>
    public static void Keep()
    {
        try
        {
            _ = MallocOption(MostMappings, 0);
            _ = MallocOption(TrimThreshold, -1);
            _ = MallocOption(MostArenas, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // Only slower.
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int option, int value);
}
