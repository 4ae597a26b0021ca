using Analytics.Contracts;
using Analytics.Contracts.Wire;
using CsCheck;
using Google.Protobuf;
using Xunit;

namespace Analytics.Tests.Contracts.Wire;

public sealed class EventWireSpec
{
    private static readonly FaceObserved Observed = SampleEvents.Observed.Single();

    [Fact]
    public void Every_event_comes_back_as_it_was() => SampleEvents.Any.Sample(@event =>
    {
        var decoded = EventDecoder.Decode(EventTypes.Of(@event), EventEncoder.Encode(@event));

        Assert.Null(decoded.Fault);
        AssertSame(@event, decoded.Event!);
    });

    [Fact]
    public void What_is_cut_short_or_altered_is_a_fault_or_an_event_and_never_throws() => Gen.Select(
        SampleEvents.Any, Gen.Int[0, 100_000], Gen.Byte).Sample((@event, place, value) =>
        {
            var message = EventEncoder.Encode(@event);
            var cut = message[..(place % (message.Length + 1))];
            message[place % message.Length] = value;

            Assert.All([cut, message], bytes =>
            {
                var decoded = EventDecoder.Decode(EventTypes.Of(@event), bytes);
                Assert.True(decoded.Event is null != decoded.Fault is null);
            });
        });

    [Fact]
    public void Another_version_is_a_fault_that_names_it() => Assert.Contains(
        "'analytics.face.observed.v2'", EventDecoder.Decode("analytics.face.observed.v2", []).Fault, StringComparison.Ordinal);

    [Fact]
    public void A_template_that_is_not_finite_or_not_of_norm_one_is_a_fault()
    {
        Assert.Contains("not finite", Altered(message => message.Template.Vector[0] = float.NaN), StringComparison.Ordinal);
        Assert.Contains("norm 1", Altered(message => message.Template.Vector.Add(1f)), StringComparison.Ordinal);
        Assert.Contains("0 components", Altered(message => message.Template.Vector.Clear()), StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_of_an_alert_that_are_not_finite_are_a_fault()
    {
        var alert = SampleEvents.Alert.Single() with
        {
            FalseMatchRate = 0.5,
            GalleryFalseMatchRate = 0.5,
            FalseMatchLimits = new(0, 1, false, false)
        };
        foreach (var (altered, field) in new[]
        {
            (alert with { FalseMatchRate = double.NaN }, "'false_match_rate'"),
            (alert with { GalleryFalseMatchRate = double.PositiveInfinity }, "'gallery_false_match_rate'"),
            (alert with { FalseMatchLimits = new(double.NaN, 1, false, false) }, "'false_match_limits.lower'"),
            (alert with { FalseMatchLimits = new(0, double.NegativeInfinity, false, false) }, "'false_match_limits.upper'"),
        })
        {
            Assert.Contains(
                field, EventDecoder.Decode(EventTypes.Of(altered), EventEncoder.Encode(altered)).Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_missing_too_long_or_out_of_range_is_a_fault_that_names_the_field()
    {
        Assert.Contains("'id'", Altered(message => message.Id = ""), StringComparison.Ordinal);
        Assert.Contains("'camera'", Altered(message => message.Camera = new string('x', 257)), StringComparison.Ordinal);
        Assert.Contains("'at' is missing", Altered(message => message.At = null), StringComparison.Ordinal);
        Assert.Contains("'at'", Altered(message => message.At.Seconds = long.MaxValue), StringComparison.Ordinal);
        Assert.Contains("'media_time'", Altered(message => message.MediaTime.Seconds = long.MinValue), StringComparison.Ordinal);
        Assert.Contains("'box.x'", Altered(message => message.Box.X = float.PositiveInfinity), StringComparison.Ordinal);
        Assert.Contains("1 landmarks", Altered(message =>
        {
            message.Landmarks.Clear();
            message.Landmarks.Add(new Analytics.Contracts.V1.Point());
        }), StringComparison.Ordinal);
        Assert.Contains("8192", Altered(message => message.Crop = ByteString.CopyFrom(new byte[8193])), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_fact_has_the_same_id_and_an_alert_one_for_each_state()
    {
        var alert = SampleEvents.Alert.Single();
        TrackEnded ended = new(new("lobby"), new(3), new(9), TimeSpan.Zero, DateTimeOffset.UnixEpoch);

        Assert.Equal("lobby/3/9", EventEncoder.IdOf(ended));
        Assert.Equal(Observed.Id, EventEncoder.IdOf(Observed));
        Assert.Equal(
            [$"{alert.Id}/Early", $"{alert.Id}/Closed"],
            new[] { AlertState.Early, AlertState.Closed }.Select(state => EventEncoder.IdOf(alert with { State = state })));
    }

    [Fact]
    public void What_another_reading_of_a_file_says_has_ids_of_its_own()
    {
        var (alert, at) = (SampleEvents.Alert.Single(), DateTimeOffset.UnixEpoch);
        foreach (var read in (Func<int, ICameraEvent>[])
            [
                epoch => alert with { Epoch = new(epoch) }, epoch => new CameraProgressed(new("lobby"), new(epoch), TimeSpan.Zero, at),
                epoch => new TrackEnded(new("lobby"), new(epoch), new(9), TimeSpan.Zero, at),
            ])
        {
            Assert.NotEqual(EventEncoder.IdOf(read(1)), EventEncoder.IdOf(read(2)));
            Assert.Equal(EventEncoder.IdOf(read(1)), EventEncoder.IdOf(read(1)));
        }
    }

    private static string Altered(Action<Analytics.Contracts.V1.FaceObserved> alter)
    {
        var message = Analytics.Contracts.V1.FaceObserved.Parser.ParseFrom(EventEncoder.Encode(Observed));
        alter(message);
        var decoded = EventDecoder.Decode(EventTypes.FaceObserved, message.ToByteArray());
        Assert.Null(decoded.Event);
        return decoded.Fault!;
    }

    // Records compare what they hold by reference, so their lists are compared first.
    private static void AssertSame(ICameraEvent sent, ICameraEvent read)
    {
        switch (sent, read)
        {
            case (FaceObserved was, FaceObserved now):
                Assert.Equal(was.Template.Model, now.Template.Model);
                Assert.Equal(was.Template.Vector, now.Template.Vector);
                Assert.Equal(was.Crop.Span, now.Crop.Span);
                Assert.Equal(was with { Template = now.Template, Crop = now.Crop }, now);
                break;
            case (Alert was, Alert now):
                Assert.Equal(was.Evidence, now.Evidence);
                Assert.Equal(was.IndistinguishableFrom, now.IndistinguishableFrom);
                Assert.Equal(was.Crop.Span, now.Crop.Span);
                Assert.Equal(was with { Evidence = now.Evidence, IndistinguishableFrom = now.IndistinguishableFrom, Crop = now.Crop }, now);
                break;
            case (CameraStatus was, CameraStatus now):
                Assert.Equal(was.Dropped, now.Dropped);
                Assert.Equal(was with { Dropped = now.Dropped }, now);
                break;
            default:
                Assert.Equal(sent, read);
                break;
        }
    }
}
