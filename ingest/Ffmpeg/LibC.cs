using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Ingest.Ffmpeg;

/// <summary>System calls that .NET does not offer.</summary>
internal static partial class LibC
{
    private const int SetPipeSize = 1031; // F_SETPIPE_SZ, fcntl(2)
    private const short In = 1; // POLLIN, poll(2)
    private const int Interrupted = 4; // EINTR
    private const int Polite = 10; // the nice value of setpriority(2)

    /// <summary>Asks for a larger pipe; a refusal (the user's limit is reached) costs some context switches and nothing else.</summary>
    public static void TryGrowPipe(SafePipeHandle pipe, int bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Fcntl(pipe, SetPipeSize, bytes);
        }
    }

    /// <summary>Lets others go before a process of ours where there are too few processors.</summary>
    public static void StepBack(int process)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task")) // of each its own, other than POSIX has it
            {
                _ = SetPriority(0, uint.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), Polite);
            }
        }
        catch (IOException)
        {
            // It has ended.
        }
    }

    /// <summary>Waits until one of two pipes can be read without waiting, or has ended.</summary>
    public static unsafe (bool First, bool Second) WaitForEither(SafePipeHandle first, SafePipeHandle second)
    {
        var polled = stackalloc PollFd[2];
        polled[0] = new PollFd { Fd = (int)first.DangerousGetHandle(), Events = In };
        polled[1] = new PollFd { Fd = (int)second.DangerousGetHandle(), Events = In };
        while (Poll(polled, 2, -1) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                throw new IOException($"poll(2) on the pipes of ffmpeg failed with error {error}.");
            }
        }

        return (polled[0].Returned != 0, polled[1].Returned != 0);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(SafePipeHandle fd, int command, int argument);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, uint id, int value);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int Poll(PollFd* fds, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
