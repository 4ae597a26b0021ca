using Analytics.Contracts;
using Analytics.Contracts.Wire;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Contracts.Wire;

/// <summary>What nodes say to each other arrives as it was said, is small, and nothing that is broken gets in.</summary>
public sealed class SiteMessagesSpec
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char.AlphaNumeric, 1, 63];

    private static readonly Gen<object> Any = Gen.OneOf<object>(
        Gen.Select(Name, Name, Gen.Bool, Gen.Double[0.1, 60]).Select((camera, source, given, fps) =>
            (object)new SiteProtocol.WatchCamera(new(camera), $"rtsp://{source}/1", given ? fps : null, given ? "b:1" : null)),
        Name.Select(camera => (object)new SiteProtocol.LeaveCamera(new(camera))),
        Gen.Select(Name, Gen.Int, Gen.Long, Gen.Float[-1, 1], Gen.Enum<IdentityGrade>()).Select((camera, epoch, track, similarity, grade) =>
            (object)new TrackIdentified(
                new(camera), new(epoch), new(track), grade == IdentityGrade.Unknown ? null : new PersonId(camera), new(similarity), grade)),
        SampleEvents.Status.Select(status => (object)status));

    [Fact]
    public void A_message_arrives_as_it_was_sent() => Any.Sample(message =>
    {
        var arrived = SiteMessages.Decode(SiteMessages.NameOf(message), SiteMessages.Encode(message));

        if (message is CameraStatus status)
        {
            var read = Assert.IsType<CameraStatus>(arrived);
            Assert.Equal(status.Dropped, read.Dropped);
            Assert.Equal(status, read with { Dropped = status.Dropped });
            return;
        }

        Assert.Equal(message, arrived);
    });

    [Fact]
    public void A_load_arrives_with_the_cameras_that_are_misplaced()
    {
        NodeLoad load = new("a:1", 3, 12.5, TimeSpan.FromMilliseconds(80))
        {
            Misplaced = new Dictionary<CameraId, string> { [new("lobby")] = "b:1" },
            Movable = [new("lobby"), new("gate")],
        };

        var arrived = Assert.IsType<NodeLoad>(SiteMessages.Decode(SiteMessages.NameOf(load), SiteMessages.Encode(load)));

        Assert.Equal(load.Misplaced, arrived.Misplaced);
        Assert.Equal(load.Movable, arrived.Movable);
        Assert.Equal(load, arrived with { Misplaced = load.Misplaced, Movable = load.Movable });
    }

    [Fact]
    public void Every_kind_has_a_name_of_its_own_and_an_order_has_a_few_hundred_bytes()
    {
        Assert.Equal(5, SiteMessages.Kinds.Count);
        var order = new SiteProtocol.WatchCamera(new(new string('c', 63)), "rtsp://" + new string('h', 120), 6, "node:7441");

        Assert.InRange(SiteMessages.Encode(order).Length, 1, 300);
    }

    [Fact]
    public void What_is_broken_does_not_get_in()
    {
        Assert.Throws<ArgumentException>(() => SiteMessages.Encode("a text"));
        Assert.Throws<WireFaultException>(() => SiteMessages.Decode("nothing.v1", []));
        Assert.Throws<WireFaultException>(() => SiteMessages.Decode("leave-camera.v1", []));
        Assert.Throws<WireFaultException>(() => SiteMessages.Decode("track-identified.v1", [0xff, 0x01]));
        Gen.Byte.Array[0, 40].Sample(bytes =>
        {
            foreach (var kind in new[] { "watch-camera.v1", "leave-camera.v1", "track-identified.v1", "node-load.v1", "camera-status.v1" })
            {
                try
                {
                    SiteMessages.Decode(kind, bytes);
                }
                catch (WireFaultException)
                {
                    // the error it should be; anything else fails the test
                }
            }
        });
    }
}
