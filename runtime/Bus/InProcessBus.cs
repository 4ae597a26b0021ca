using System.Threading.Channels;
using Analytics.Contracts;

namespace Analytics.Runtime.Bus;

/// <summary>The bus of a single process: one bounded queue with one reader. A full queue holds its publishers back.</summary>
public sealed class InProcessBus(int capacity = 256) : IEventBus
{
    private readonly Channel<ICameraEvent> _events = Channel.CreateBounded<ICameraEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <inheritdoc/>
    public ValueTask PublishAsync(ICameraEvent @event, CancellationToken cancellationToken) =>
        _events.Writer.WriteAsync(@event, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ICameraEvent> ReadAllAsync(CancellationToken cancellationToken) =>
        _events.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public void Complete() => _events.Writer.TryComplete();
}
