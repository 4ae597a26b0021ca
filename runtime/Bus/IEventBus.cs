using Analytics.Contracts;

namespace Analytics.Runtime.Bus;

/// <summary>How facts leave the node of a camera. Events of one camera arrive in the order in which they were published.</summary>
public interface IEventBus
{
    /// <summary>Publishes; completes when the bus has taken the event, which waits while the consumers are behind.</summary>
    ValueTask PublishAsync(ICameraEvent @event, CancellationToken cancellationToken);

    /// <summary>All events from now on; ends when the bus is completed and everything published has been read.</summary>
    IAsyncEnumerable<ICameraEvent> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>No event follows; readers end once they have caught up.</summary>
    void Complete();
}
