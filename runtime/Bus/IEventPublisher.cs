using Analytics.Contracts;

namespace Analytics.Runtime.Bus;

/// <summary>How facts leave the node of a camera. Events of one camera arrive in the order in which they were published.</summary>
public interface IEventPublisher
{
    /// <summary>Publishes; completes when the bus has taken the event, which waits while the bus is full.</summary>
    ValueTask PublishAsync(ICameraEvent @event, CancellationToken cancellationToken);
}
