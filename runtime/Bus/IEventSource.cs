using Analytics.Contracts;

namespace Analytics.Runtime.Bus;

/// <summary>Where events are read: in partitions. All events of a camera lie in one, in order, and one reader reads it at a time.</summary>
public interface IEventSource
{
    /// <summary>Reads until the source has ended or the token is cancelled.</summary>
    /// <param name="open">Gives the reader of a partition that this process is to read from now on.</param>
    /// <param name="cancellationToken">Ends reading; what was read by then is remembered.</param>
    Task ReadAsync(OpenPartition open, CancellationToken cancellationToken);
}

/// <summary>Gives the reader of a partition.</summary>
/// <param name="partition">Its number.</param>
/// <param name="progress">How far it was read before; events come from <see cref="ReadingProgress.From"/> on.</param>
public delegate IPartitionReader OpenPartition(int partition, ReadingProgress progress);

/// <summary>Reads one partition, one event at a time.</summary>
public interface IPartitionReader
{
    /// <summary>What the next reader has to know; asked between events.</summary>
    /// <param name="done">All that follows from events before this one has happened, or they were put aside.</param>
    ReadingProgress ProgressAt(long done);

    /// <summary>
    /// Takes in an event; completes once all that follows from it has happened. One that failed may be given again at the same position:
    /// what has happened of it by then does not happen twice.
    /// </summary>
    /// <param name="event">The event.</param>
    /// <param name="position">Its place in the partition; it grows from event to event.</param>
    /// <param name="cancellationToken">Gives the event up: it will be read again.</param>
    /// <returns>Why the event can never be taken in; none when it was.</returns>
    ValueTask<string?> ReadAsync(ICameraEvent @event, long position, CancellationToken cancellationToken);

    /// <summary>The partition is read elsewhere from now on, or by nobody.</summary>
    void Close();
}

/// <summary>How far a partition has been read, and what the next reader has to know.</summary>
/// <param name="From">The first event that the next reader has to see again, because what it said still counts.</param>
/// <param name="Done">All that follows from events before this one has happened.</param>
/// <param name="Reported">What is open at <paramref name="Done"/> and has been reported.</param>
public sealed record ReadingProgress(long From, long Done, IReadOnlyList<string> Reported)
{
    /// <summary>Nothing was read yet.</summary>
    public static ReadingProgress None { get; } = new(0, 0, []);
}
