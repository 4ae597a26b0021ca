using System.Runtime.InteropServices;

namespace Analytics.Benchmarks;

/// <summary>Time on processors, user and system, as the kernel counts it (getrusage(2)).</summary>
/// <param name="Own">Of this process.</param>
/// <param name="Children">Of its children that have ended and were waited for, and of theirs.</param>
internal readonly partial record struct ProcessorTime(TimeSpan Own, TimeSpan Children)
{
    private const int Self = 0; // RUSAGE_SELF
    private const int Ended = -1; // RUSAGE_CHILDREN

    /// <summary>Up to now.</summary>
    public static ProcessorTime Now => new(Of(Self), Of(Ended));

    /// <summary>Both together.</summary>
    public TimeSpan Total => Own + Children;

    /// <summary>What was used since an earlier moment.</summary>
    public ProcessorTime Since(ProcessorTime earlier) => new(Own - earlier.Own, Children - earlier.Children);

    private static unsafe TimeSpan Of(int who)
    {
        // struct rusage begins with user and system time, each as seconds and microseconds; the rest is not looked at.
        var usage = stackalloc long[18];
        return GetRUsage(who, usage) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : throw new InvalidOperationException($"getrusage(2) failed with error {Marshal.GetLastPInvokeError()}.");
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int GetRUsage(int who, long* usage);
}
