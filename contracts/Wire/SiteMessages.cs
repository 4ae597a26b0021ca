using Google.Protobuf;
using static Analytics.Contracts.Wire.EventDecoder;

namespace Analytics.Contracts.Wire;

/// <summary>
/// What crosses from node to node as protobuf messages (<c>proto/analytics/v1/site.proto</c>), and back. A form is only ever extended;
/// another one gets another name.
/// </summary>
public static class SiteMessages
{
    private const string Watch = "watch-camera.v1", Leave = "leave-camera.v1", Identified = "track-identified.v1", Load = "node-load.v1",
        Status = "camera-status.v1";

    /// <summary>The kinds of messages that there are.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
    [
        typeof(SiteProtocol.WatchCamera), typeof(SiteProtocol.LeaveCamera), typeof(TrackIdentified), typeof(NodeLoad), typeof(CameraStatus),
    ];

    /// <summary>The name of a message's form.</summary>
    /// <exception cref="ArgumentException">It does not cross nodes.</exception>
    public static string NameOf(object message) => message switch
    {
        SiteProtocol.WatchCamera => Watch,
        SiteProtocol.LeaveCamera => Leave,
        TrackIdentified => Identified,
        NodeLoad => Load,
        CameraStatus => Status,
        _ => throw Unknown(message),
    };

    /// <summary>The bytes of a message.</summary>
    /// <exception cref="ArgumentException">It does not cross nodes.</exception>
    public static byte[] Encode(object message) => message switch
    {
        SiteProtocol.WatchCamera watch => Encode(watch).ToByteArray(),
        SiteProtocol.LeaveCamera leave => new V1.LeaveCamera { Camera = leave.Camera.Value }.ToByteArray(),
        TrackIdentified identified => Encode(identified).ToByteArray(),
        NodeLoad load => Encode(load).ToByteArray(),
        CameraStatus status => CameraMessages.Encode(status).ToByteArray(),
        _ => throw Unknown(message),
    };

    /// <summary>The message of a form's bytes.</summary>
    /// <exception cref="WireFaultException">
    /// They are of no form that this version knows, or something in them is missing or out of range.
    /// </exception>
    public static object Decode(string name, byte[] bytes)
    {
        try
        {
            return name switch
            {
                Watch => Decode(V1.WatchCamera.Parser.ParseFrom(bytes)),
                Leave => new SiteProtocol.LeaveCamera(Camera(V1.LeaveCamera.Parser.ParseFrom(bytes).Camera)),
                Identified => Decode(V1.TrackIdentified.Parser.ParseFrom(bytes)),
                Load => Decode(V1.NodeLoad.Parser.ParseFrom(bytes)),
                Status => CameraMessages.Decode(V1.CameraStatus.Parser.ParseFrom(bytes)),
                _ => throw new WireFaultException($"'{name}' is not a message that this version knows."),
            };
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new WireFaultException($"It is not a message '{name}': {broken.Message}");
        }
    }

    private static V1.WatchCamera Encode(SiteProtocol.WatchCamera watch)
    {
        var message = new V1.WatchCamera { Camera = watch.Camera.Value, Source = watch.Source, Node = watch.Node ?? "" };
        if (watch.Fps is { } fps)
        {
            message.Fps = fps;
        }

        return message;
    }

    private static V1.TrackIdentified Encode(TrackIdentified identified) => new()
    {
        Camera = identified.Camera.Value,
        Epoch = identified.Epoch.Value,
        Track = identified.Track.Value,
        Person = identified.Person?.Value ?? "",
        Similarity = identified.Similarity.Value,
        Grade = (V1.IdentityGrade)(1 + (int)identified.Grade),
    };

    private static V1.NodeLoad Encode(NodeLoad load)
    {
        var message = new V1.NodeLoad
        {
            Node = load.Node,
            Cameras = load.Cameras,
            AnalysedFps = load.AnalysedFps,
            Staleness = EventEncoder.Length(load.Staleness),
        };
        message.Misplaced.Add(load.Misplaced.ToDictionary(camera => camera.Key.Value, camera => camera.Value));
        message.Movable.AddRange(load.Movable.Select(camera => camera.Value));
        return message;
    }

    private static SiteProtocol.WatchCamera Decode(V1.WatchCamera message) =>
        new(Camera(message.Camera), message.Source, message.HasFps ? message.Fps : null, Given(message.Node));

    private static TrackIdentified Decode(V1.TrackIdentified message) => new(
        Camera(message.Camera), new(message.Epoch), new(message.Track), Given(message.Person) is { } person ? new PersonId(person) : null,
        new(Finite(message.Similarity, "similarity")), CameraMessages.Known((IdentityGrade)((int)message.Grade - 1), "grade"));

    private static NodeLoad Decode(V1.NodeLoad message) =>
        new(Name(message.Node, "node"), message.Cameras, message.AnalysedFps, Length(message.Staleness, "staleness"))
        {
            Misplaced = message.Misplaced.ToDictionary(camera => Camera(camera.Key), camera => camera.Value),
            Movable = [.. message.Movable.Select(Camera)],
        };

    private static string? Given(string text) => text.Length > 0 ? text : null;

    private static ArgumentException Unknown(object message) => new($"{message.GetType().Name}has no wire format.", nameof(message));
}
