using Akka.Actor;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace Analytics.Site;

/// <summary>
/// What a node that is a site of its own has in place of a port: an address by which it knows itself, and nothing that another process
/// could connect to. Akka makes it, as the configuration says.
/// </summary>
internal sealed class LoneTransport : Transport
{
    private readonly Address _address;

    public LoneTransport(ActorSystem system, Config config)
    {
        (System, Config) = (system, config);
        (SchemeIdentifier, MaximumPayloadBytes) = ("tcp", 0);
        _address = new Address(SchemeIdentifier, system.Name, config.GetString("hostname"), config.GetInt("port"));
    }

    /// <inheritdoc/>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() =>
        Task.FromResult((_address, new TaskCompletionSource<IAssociationEventListener>()));

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => true;

    /// <inheritdoc/>
    public override Task<AssociationHandle> Associate(Address remoteAddress) => Task.FromException<AssociationHandle>(
        new InvalidAssociationException($"This node runs alone and does not connect to {remoteAddress}."));

    /// <inheritdoc/>
    public override Task<bool> Shutdown() => Task.FromResult(true);
}
