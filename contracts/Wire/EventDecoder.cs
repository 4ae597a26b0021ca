using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Analytics.Contracts.Wire;

/// <summary>
/// Protobuf messages as events. A message from outside is never trusted: what is missing, not finite or too large is reported as a fault.
/// </summary>
public static class EventDecoder
{
    /// <summary>The most bytes of a crop.</summary>
    public const int LargestCrop = 8 * 1024;

    /// <summary>The most components of a template.</summary>
    public const int LongestTemplate = 4096;

    private const int LongestName = 256;
    private const double NormTolerance = 1e-3;

    /// <summary>The event of a message, or what is wrong with it.</summary>
    /// <param name="type">Its name (<see cref="EventTypes"/>).</param>
    /// <param name="message">The protobuf message.</param>
    public static Decoded Decode(string type, ReadOnlySpan<byte> message)
    {
        try
        {
            return type switch
            {
                EventTypes.FaceObserved => new(Observed(V1.FaceObserved.Parser.ParseFrom(message)), null),
                EventTypes.TrackEnded => new(Ended(V1.TrackEnded.Parser.ParseFrom(message)), null),
                EventTypes.CameraProgressed => new(Progressed(V1.CameraProgressed.Parser.ParseFrom(message)), null),
                EventTypes.CameraEnded => new(new CameraEnded(Camera(V1.CameraEnded.Parser.ParseFrom(message).Camera)), null),
                EventTypes.Alert => new(AlertMessages.Decode(V1.Alert.Parser.ParseFrom(message)), null),
                EventTypes.CameraStatus => new(CameraMessages.Decode(V1.CameraStatus.Parser.ParseFrom(message)), null),
                _ => Decoded.Faulty($"'{Shortened(type)}' is not an event type that this version knows."),
            };
        }
        catch (InvalidProtocolBufferException broken)
        {
            return Decoded.Faulty($"It is not a message of type '{type}': {broken.Message}");
        }
        catch (WireFaultException fault)
        {
            return Decoded.Faulty(fault.Message);
        }
    }

    internal static CameraId Camera(string camera) => new(Name(camera, "camera"));

    internal static string Name(string value, string field) => value.Length is > 0 and <= LongestName
        ? value
        : throw new WireFaultException($"Its field '{field}' has {value.Length} characters; 1 to {LongestName} are allowed.");

    internal static TimeSpan Length(Duration? length, string field) => length switch
    {
        null => throw Missing(field),
        { Seconds: >= 0 and <= Duration.MaxSeconds, Nanos: >= 0 and < 1_000_000_000 } => length.ToTimeSpan(),
        { Seconds: <= 0 and >= Duration.MinSeconds, Nanos: <= 0 and > -1_000_000_000 } => length.ToTimeSpan(),
        _ => throw new WireFaultException($"Its field '{field}' is not a duration."),
    };

    internal static DateTimeOffset Moment(Timestamp? at, string field)
    {
        const long first = -62_135_596_800, last = 253_402_300_799; // the years 1 to 9999
        return at switch
        {
            null => throw Missing(field),
            { Seconds: >= first and <= last, Nanos: >= 0 and < 1_000_000_000 } => at.ToDateTimeOffset(),
            _ => throw new WireFaultException($"Its field '{field}' is not a time between the years 1 and 9999."),
        };
    }

    internal static float Finite(float value, string field) =>
        float.IsFinite(value) ? value : throw new WireFaultException($"Its field '{field}' is not finite.");

    internal static double Finite(double value, string field) =>
        double.IsFinite(value) ? value : throw new WireFaultException($"Its field '{field}' is not finite.");

    internal static Box Box(V1.Box? box) => box is null
        ? throw Missing("box")
        : new(Finite(box.X, "box.x"), Finite(box.Y, "box.y"), Finite(box.Width, "box.width"), Finite(box.Height, "box.height"));

    internal static FaceQuality Quality(V1.FaceQuality? quality) => quality is null
        ? throw Missing("quality")
        : new(
            Finite(quality.Score, "quality.score"), Finite(quality.Size, "quality.size"), Finite(quality.Yaw, "quality.yaw"),
            Finite(quality.Pitch, "quality.pitch"), Finite(quality.Roll, "quality.roll"), Finite(quality.Sharpness, "quality.sharpness"),
            Finite(quality.Brightness, "quality.brightness"), Finite(quality.Confidence, "quality.confidence"));

    internal static ReadOnlyMemory<byte> Crop(ByteString crop) => crop.Length <= LargestCrop
        ? crop.Memory
        : throw new WireFaultException($"Its crop has {crop.Length} bytes; at most {LargestCrop} are allowed.");

    private static WireFaultException Missing(string field) => new($"Its field '{field}' is missing.");

    private static string Shortened(string text) => text.Length <= LongestName ? text : text[..LongestName];

    private static FaceObserved Observed(V1.FaceObserved message) => new(
        Name(message.Id, "id"), Camera(message.Camera), new(message.Epoch), new(message.Track), Length(message.MediaTime, "media_time"),
        Moment(message.At, "at"), Length(message.TrackStartedMediaTime, "track_started_media_time"),
        Moment(message.TrackStartedAt, "track_started_at"), Box(message.Box), Quality(message.Quality), Template(message.Template),
        Crop(message.Crop))
    {
        Landmarks = Points(message.Landmarks),
    };

    private static TrackEnded Ended(V1.TrackEnded message) => new(
        Camera(message.Camera), new(message.Epoch), new(message.Track), Length(message.MediaTime, "media_time"), Moment(message.At, "at"));

    private static CameraProgressed Progressed(V1.CameraProgressed message) =>
        new(Camera(message.Camera), new(message.Epoch), Length(message.MediaTime, "media_time"), Moment(message.At, "at"));

    private static Template Template(V1.Template? template)
    {
        if (template is null)
        {
            throw Missing("template");
        }

        var model = Name(template.Model, "template.model");
        if (template.Vector.Count is 0 or > LongestTemplate)
        {
            throw new WireFaultException($"Its template has {template.Vector.Count} components; 1 to {LongestTemplate} are allowed.");
        }

        var vector = new float[template.Vector.Count];
        template.Vector.CopyTo(vector, 0);
        var norm = Math.Sqrt(vector.Sum(value => (double)value * value));
        return Math.Abs(norm - 1) <= NormTolerance
            ? Contracts.Template.OfNormOne(new ModelId(model), vector)
            : throw new WireFaultException("Its template is not finite or not of norm 1.");
    }

    private static Landmarks? Points(RepeatedField<V1.Point> points)
    {
        if (points.Count == 0)
        {
            return null;
        }

        if (points.Count != Landmarks.Count)
        {
            throw new WireFaultException($"It has {points.Count} landmarks; none or {Landmarks.Count} are allowed.");
        }

        Landmarks landmarks = default;
        for (var i = 0; i < Landmarks.Count; i++)
        {
            landmarks[i] = new(Finite(points[i].X, "landmarks.x"), Finite(points[i].Y, "landmarks.y"));
        }

        return landmarks;
    }
}
