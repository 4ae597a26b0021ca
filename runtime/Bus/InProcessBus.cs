using System.Threading.Channels;
using Analytics.Contracts;

namespace Analytics.Runtime.Bus;

/// <summary>The bus of a single process: one bounded queue, one partition. A full queue holds its publishers back.</summary>
public sealed class InProcessBus(int capacity = 256) : IEventPublisher, IEventSource
{
    private readonly Channel<ICameraEvent> _events = Channel.CreateBounded<ICameraEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _read;

    /// <inheritdoc/>
    public ValueTask PublishAsync(ICameraEvent @event, CancellationToken cancellationToken) =>
        _events.Writer.WriteAsync(@event, cancellationToken);

    /// <summary>Reads until the bus is completed and all of it was read, or the token is cancelled.</summary>
    /// <exception cref="InvalidDataException">An event cannot be taken in: within a process that is nobody else's fault.</exception>
    public async Task ReadAsync(OpenPartition open, CancellationToken cancellationToken)
    {
        var reader = open(0, ReadingProgress.None);
        try
        {
            await foreach (var @event in _events.Reader.ReadAllAsync(cancellationToken))
            {
                if (await reader.ReadAsync(@event, _read++, cancellationToken) is { } fault)
                {
                    throw new InvalidDataException(fault);
                }
            }
        }
        finally
        {
            reader.Close();
        }
    }

    /// <summary>No event follows; readers end once they have caught up.</summary>
    public void Complete() => _events.Writer.TryComplete();
}
