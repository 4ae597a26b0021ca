using System.Runtime.Serialization;
using Analytics.Contracts;
using Analytics.Site;
using Xunit;

namespace Analytics.Tests.Site;

/// <summary>What crosses nodes has a form of its own; nothing else crosses.</summary>
public sealed class SiteSerializerSpec
{
    [Fact]
    public async Task Messages_of_the_site_have_a_form_and_everything_else_is_refused()
    {
        await using var site = await SiteSystem.StartAsync(new ClusterOptions { Port = RtspServer.FreePort() });
        var serialization = site.System.Serialization;
        var message = new SiteProtocol.LeaveCamera(new("lobby"));

        var serializer = Assert.IsType<SiteSerializer>(serialization.FindSerializerFor(message));
        Assert.Equal(message, serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message)));
        Assert.Throws<SerializationException>(() => serializer.FromBinary([1, 2, 3], "leave-camera.v1"));
        Assert.Throws<SerializationException>(() => serializer.FromBinary([], "nothing.v1"));

        var refusing = Assert.IsType<RefusingSerializer>(serialization.FindSerializerFor(new CameraProtocol.GetCamera(new("lobby"))));
        var error = Assert.Throws<SerializationException>(() => refusing.ToBinary(new CameraProtocol.GetCamera(new("lobby"))));
        Assert.Contains("GetCamera has no wire format", error.Message, StringComparison.Ordinal);
        Assert.Throws<SerializationException>(() => refusing.FromBinary([], typeof(object)));

        Assert.IsType<RefusingSerializer>(serialization.FindSerializerForType(typeof(object)));
    }
}
