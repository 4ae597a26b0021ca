namespace Analytics.Ingest.Ffmpeg;

/// <summary>
/// What has arrived at the sockets of a process and was not read by it, as the kernel counts it (<c>rx_queue</c> in <c>/proc/PID/net</c>,
/// proc(5)).
/// </summary>
/// <param name="process">Its id.</param>
internal sealed class UnreadSockets(int process)
{
    private const int Queues = 4; // TRANSMIT:RECEIVE, hexadecimal
    private const int Inode = 9;
    private const string Link = "socket:[";
    private static readonly string[] Tables = ["tcp", "tcp6", "udp", "udp6"];

    /// <summary>Whether there is anything; none where the process has no sockets, or cannot be looked at.</summary>
    public bool? HasUnread()
    {
        try
        {
            var sockets = Directory.EnumerateFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "")
                .Where(target => target.StartsWith(Link, StringComparison.Ordinal)).Select(target => target[Link.Length..^1]).ToHashSet();
            var unread = Tables.Select(table => $"/proc/{process}/net/{table}").Where(File.Exists).SelectMany(File.ReadLines)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns.Length > Inode && sockets.Contains(columns[Inode]))
                .Select(columns => !columns[Queues].EndsWith(":00000000", StringComparison.Ordinal)).ToList();
            return unread.Count == 0 ? null : unread.Contains(true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null; // the process has ended, or is not ours to look at
        }
    }
}
