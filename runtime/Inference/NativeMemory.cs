using System.Runtime.InteropServices;

namespace Analytics.Runtime.Inference;

/// <summary>How the C library keeps the memory of the models and the pictures. Does nothing where the C library is not GNU's.</summary>
public static partial class NativeMemory
{
    // From malloc.h of the GNU C library.
    private const int TrimThreshold = -1;
    private const int MostMappings = -4;
    private const int Perturb = -6;
    private const int MostArenas = -8;

    // What is handed out is filled with the complement of the lowest 8 bits of this: 0xFF, which is NaN in floats of every width.
    private const int FillWithOnes = 256;

    /// <summary>
    /// From now on threads share as many arenas as there are processors, unless <c>MALLOC_ARENA_MAX</c> says otherwise. By default there
    /// are eight times as many, and each keeps the most that was ever taken from it.
    /// </summary>
    public static void ShareArenas()
    {
        if (Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null)
        {
            Set((MostArenas, Environment.ProcessorCount));
        }
    }

    /// <summary>
    /// From now on memory that is freed is kept and handed out again. Tensors of training, tens of megabytes each, come and go in each
    /// step; by default each is mapped again, and touching its pages for the first time takes longer than the arithmetic.
    /// </summary>
    public static void Keep() => Set((MostMappings, 0), (TrimThreshold, -1), (MostArenas, 1));

    /// <summary>
    /// Until it is disposed, all memory that the C library hands out is full of NaN: who reads it before it is written computes NaN instead
    /// of what lay there by chance.
    /// </summary>
    public static IDisposable FillWithNaN()
    {
        Set((Perturb, FillWithOnes));
        return new Filling();
    }

    private static void Set(params ReadOnlySpan<(int Option, int Value)> options)
    {
        try
        {
            foreach (var (option, value) in options)
            {
                _ = MallocOption(option, value);
            }
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            // Only slower, or larger.
        }
    }

    private sealed class Filling : IDisposable
    {
        public void Dispose() => Set((Perturb, 0));
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallocOption(int option, int value);
}
