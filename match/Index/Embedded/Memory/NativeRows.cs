using System.Runtime.InteropServices;

namespace Analytics.Match.Index.Embedded.Memory;

/// <summary>
/// Memory of the operating system that costs nothing until it is touched and is given back when it is freed; in large pages where there
/// are any: fewer faults to fill it, fewer misses to scan it.
/// </summary>
internal static unsafe partial class NativeRows
{
    private const nuint LargePage = 2 << 20;

    /// <summary>Allocates memory outside the managed heap.</summary>
    /// <exception cref="InsufficientMemoryException">There is none left.</exception>
    public static byte* Allocate(nuint bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (byte*)NativeMemory.AlignedAlloc(bytes, LargePage);
        }

        // One page more than is needed, then what lies before the first boundary and behind the end is given back.
        var whole = Linux.Rounded(bytes);
        var mapped = Linux.Map(null, whole + LargePage, Linux.ReadWrite, Linux.PrivateAnonymous, -1, 0);
        if (mapped == Linux.Failed)
        {
            throw new InsufficientMemoryException($"The system has no {bytes} bytes of memory left for the index.");
        }

        var memory = (byte*)(((nuint)mapped + LargePage - 1) / LargePage * LargePage);
        Unmap(mapped, (nuint)(memory - mapped));
        Unmap(memory + whole, (nuint)(mapped + LargePage - memory));
        _ = Linux.Advise(memory, whole, Linux.UseLargePages); // advice: it works without
        return memory;
    }

    /// <summary>Gives memory back.</summary>
    /// <param name="memory">What was allocated.</param>
    /// <param name="bytes">Its size.</param>
    public static void Free(byte* memory, nuint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            Unmap(memory, Linux.Rounded(bytes));
        }
        else
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static void Unmap(byte* memory, nuint bytes) => _ = bytes > 0 ? Linux.Unmap(memory, bytes) : 0;

    private static partial class Linux
    {
        public const int ReadWrite = 3;
        public const int PrivateAnonymous = 0x22;
        public const int UseLargePages = 14;

        public static byte* Failed => (byte*)-1;

        public static nuint Rounded(nuint bytes) => (bytes + Page - 1) / Page * Page;

        private static nuint Page => (nuint)Environment.SystemPageSize;

        [LibraryImport("libc", EntryPoint = "mmap")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial byte* Map(void* address, nuint bytes, int protection, int flags, int file, long offset);

        [LibraryImport("libc", EntryPoint = "munmap")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Unmap(byte* memory, nuint bytes);

        [LibraryImport("libc", EntryPoint = "madvise")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static partial int Advise(byte* memory, nuint bytes, int advice);
    }
}
