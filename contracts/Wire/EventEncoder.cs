using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Analytics.Contracts.Wire;

/// <summary>Events as protobuf messages (<c>proto/analytics/v1</c>).</summary>
public static class EventEncoder
{
    /// <summary>The message of an event, which <see cref="EventTypes.Of"/> names.</summary>
    /// <exception cref="ArgumentException">It is of no kind that leaves a process.</exception>
    public static byte[] Encode(ICameraEvent @event) => Message(@event).ToByteArray();

    /// <summary>
    /// The id of an event among those of its type: the same for the same fact, no matter who reports it and how often. Statuses and ends of
    /// cameras are facts of their own each time.
    /// </summary>
    public static string IdOf(ICameraEvent @event) => @event switch
    {
        FaceObserved observed => observed.Id,
        TrackEnded ended => Join(ended.Camera, ended.Epoch, ended.Track),
        CameraProgressed progressed => Join(progressed.Camera, progressed.Epoch, progressed.At.UtcTicks),
        Alert { Epoch.Value: 0 } alert => Join(alert.Id, alert.State),
        Alert alert => Join(alert.Id, alert.State, alert.Epoch), // a file that is read again has the same alerts, which are received again
        _ => Join(@event.Camera, Guid.NewGuid()),
    };

    internal static Duration Length(TimeSpan time) => Duration.FromTimeSpan(time);

    internal static Timestamp Moment(DateTimeOffset at) => Timestamp.FromDateTimeOffset(at);

    internal static V1.Box Box(Box box) => new() { X = box.X, Y = box.Y, Width = box.Width, Height = box.Height };

    internal static V1.FaceQuality Quality(in FaceQuality quality) => new()
    {
        Score = quality.Score,
        Size = quality.Size,
        Yaw = quality.Yaw,
        Pitch = quality.Pitch,
        Roll = quality.Roll,
        Sharpness = quality.Sharpness,
        Brightness = quality.Brightness,
        Confidence = quality.Confidence,
    };

    private static string Join(params object[] parts) =>
        string.Join('/', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture)));

    private static IMessage Message(ICameraEvent @event) => @event switch
    {
        FaceObserved observed => Observed(observed),
        TrackEnded ended => new V1.TrackEnded
        {
            Camera = ended.Camera.Value,
            Epoch = ended.Epoch.Value,
            Track = ended.Track.Value,
            MediaTime = Length(ended.MediaTime),
            At = Moment(ended.At),
        },
        CameraProgressed progressed => new V1.CameraProgressed
        {
            Camera = progressed.Camera.Value,
            Epoch = progressed.Epoch.Value,
            MediaTime = Length(progressed.MediaTime),
            At = Moment(progressed.At),
        },
        CameraEnded ended => new V1.CameraEnded { Camera = ended.Camera.Value },
        Alert alert => AlertMessages.Encode(alert),
        CameraStatus status => CameraMessages.Encode(status),
        _ => throw new ArgumentException($"{@event.GetType().Name} does not leave the process.", nameof(@event)),
    };

    private static V1.FaceObserved Observed(FaceObserved observed)
    {
        var message = new V1.FaceObserved
        {
            Id = observed.Id,
            Camera = observed.Camera.Value,
            Epoch = observed.Epoch.Value,
            Track = observed.Track.Value,
            MediaTime = Length(observed.MediaTime),
            At = Moment(observed.At),
            TrackStartedMediaTime = Length(observed.TrackStartedMediaTime),
            TrackStartedAt = Moment(observed.TrackStartedAt),
            Box = Box(observed.Box),
            Quality = Quality(observed.Quality),
            Template = new V1.Template { Model = observed.Template.Model.Value },
            Crop = UnsafeByteOperations.UnsafeWrap(observed.Crop),
        };
        message.Template.Vector.AddRange(observed.Template.Vector);
        if (observed.Landmarks is { } landmarks)
        {
            for (var i = 0; i < Landmarks.Count; i++)
            {
                message.Landmarks.Add(new V1.Point { X = landmarks[i].X, Y = landmarks[i].Y });
            }
        }

        return message;
    }
}
