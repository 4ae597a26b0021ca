using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Analytics.Contracts.Wire;

namespace Analytics.Site;

/// <summary>What we send from node to node, as protobuf messages with frozen names (<see cref="SiteMessages"/>).</summary>
/// <param name="system">The actor system.</param>
public sealed class SiteSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Its number between nodes; never another.</summary>
    public const int Number = 7441;

    /// <inheritdoc/>
    public override int Identifier => Number;

    /// <inheritdoc/>
    public override string Manifest(object o) => SiteMessages.NameOf(o);

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => SiteMessages.Encode(obj);

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        try
        {
            return SiteMessages.Decode(manifest, bytes);
        }
        catch (WireFaultException fault)
        {
            throw new System.Runtime.Serialization.SerializationException(fault.Message, fault);
        }
    }
}

/// <summary>
/// Stands where Akka has a serializer for everything else: there is none. A message without a form of its own must not cross nodes, and
/// what comes in such a form is not read.
/// </summary>
public sealed class RefusingSerializer : Serializer
{
    /// <summary>As Akka makes it.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="settings">Of the serializer that it stands for.</param>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system) => _ = settings;

    // That of the one it stands for, so that what other programs send ends here.
    /// <inheritdoc/>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => throw new System.Runtime.Serialization.SerializationException(
        $"{obj.GetType().FullName} has no wire format. Add one in contracts/Wire/SiteMessages.cs, or keep it within its node.");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, Type type) =>
        throw new System.Runtime.Serialization.SerializationException("A message has an unknown wire format.");
}
