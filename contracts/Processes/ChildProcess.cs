using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Analytics.Contracts.Processes;

/// <summary>A program to start.</summary>
/// <param name="Program">Its full path, as <see cref="ProgramPath.Find(string, string)"/> finds it.</param>
/// <param name="Arguments">What it gets; never a credential, since the list of processes shows them to everybody.</param>
public sealed record ChildCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>
    /// The address space it may have; none: no limit. 4 GiB by default: ffmpeg decodes 4K (H.264 and HEVC) in 0.6 GB with one thread and
    /// in 2.3 GB with 64.
    /// </summary>
    public long? MemoryBytes { get; init; } = 4L << 30;

    /// <summary>Its environment, beside PATH and LANG.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// The one way to start a process. A child is found by its full path, sees nothing of our environment, can gain no privileges, has a limit
/// of memory, leaves no core file, has a session of its own (Ctrl-C in a terminal reaches us alone), and dies when we do.
/// </summary>
public static class ChildProcess
{
    private const string UtilLinux = "Install util-linux (on Debian: apt-get install util-linux), which has setsid, setpriv and prlimit.";

    private static readonly Lazy<BlockingCollection<Order>> Orders = new(Launch);

    /// <summary>Starts a child; its three standard streams are pipes.</summary>
    /// <exception cref="FailureException">It cannot be started; the message says what to do.</exception>
    public static Process Start(ChildCommand command)
    {
        var order = new Order(StartInfo(command));
        Orders.Value.Add(order);
        try
        {
            return order.Started.Task.GetAwaiter().GetResult();
        }
        catch (Win32Exception exception)
        {
            throw new InvalidException($"'{command.Program}' cannot be started: {exception.Message}. Check its permissions.");
        }
    }

    private static ProcessStartInfo StartInfo(ChildCommand command)
    {
        string[] line = [.. OperatingSystem.IsLinux() ? Wrapping(command) : [], command.Program, .. command.Arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = string.Join(Path.PathSeparator, ProgramPath.Folders(Environment.GetEnvironmentVariable("PATH")));
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in command.Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    // Each of the three sets one thing and then becomes the next program: it stays one process. .NET has no way of its own to do this
    // between fork and exec.
    private static IEnumerable<string> Wrapping(ChildCommand command) =>
    [
        ProgramPath.Find("setsid", UtilLinux),
        ProgramPath.Find("setpriv", UtilLinux), "--no-new-privs", "--pdeathsig", "KILL",
        ProgramPath.Find("prlimit", UtilLinux), "--core=0",
        .. command.MemoryBytes is { } bytes
            ? [$"--as={Math.Min(bytes, OwnLimit()).ToString(CultureInfo.InvariantCulture)}"]
            : Array.Empty<string>(),
    ];

    // More than we may have ourselves would be refused.
    private static long OwnLimit() =>
        File.ReadLines("/proc/self/limits").Where(line => line.StartsWith("Max address space", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4])
            .Select(hard => long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : long.MaxValue)
            .FirstOrDefault(long.MaxValue);

    // The signal that a child asks for comes when the thread that forked it ends, not the process (prctl(2), PR_SET_PDEATHSIG). A thread of
    // the pool, or one that reads a camera, may end at any time; this one stays to the end of the process.
    private static BlockingCollection<Order> Launch()
    {
        var orders = new BlockingCollection<Order>();
        new Thread(() =>
        {
            foreach (var order in orders.GetConsumingEnumerable())
            {
                try
                {
                    order.Started.SetResult(Process.Start(order.Info)!);
                }
#pragma warning disable CA1031 // Handed on to who asked.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    order.Started.SetException(exception);
                }
            }
        })
        { IsBackground = true, Name = "start of children" }.Start();
        return orders;
    }

    private sealed record Order(ProcessStartInfo Info)
    {
        public TaskCompletionSource<Process> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
