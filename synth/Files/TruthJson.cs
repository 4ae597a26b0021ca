using System.Text.Json;
using System.Text.Json.Serialization;
using Analytics.Contracts;
using Analytics.Synth.Heads;

namespace Analytics.Synth.Files;

/// <summary>A face as JSON; pixels are rounded to hundredths.</summary>
internal sealed record FaceRecord
{
    /// <summary>The id of the person; none in the list of a person.</summary>
    public string? Person { get; init; }

    /// <summary>The picture, relative to the file; none in the list of a frame.</summary>
    public string? File { get; init; }

    /// <summary>Left, top, width, height.</summary>
    public required float[] Box { get; init; }

    /// <summary>Eye on the left, eye on the right, nose, corner of the mouth on the left, on the right; x and y of each.</summary>
    public required float[][] Landmarks { get; init; }

    /// <summary>0 to 1.</summary>
    public required float Visible { get; init; }

    /// <summary>Degrees towards the right of the picture.</summary>
    public required float Yaw { get; init; }

    /// <summary>Degrees up.</summary>
    public required float Pitch { get; init; }

    /// <summary>Degrees clockwise.</summary>
    public required float Roll { get; init; }

    /// <summary>What is known of a face.</summary>
    public static FaceRecord Of(FaceTruth face, string? file = null) => new()
    {
        Person = file is null ? face.Person : null,
        File = file,
        Box = [Round(face.Box.X), Round(face.Box.Y), Round(face.Box.Width), Round(face.Box.Height)],
        Landmarks =
        [
            .. Enumerable.Range(0, Contracts.Landmarks.Count).Select(i => new[] { Round(face.Landmarks[i].X), Round(face.Landmarks[i].Y) }),
        ],
        Visible = Round(face.Visible),
        Yaw = Round(face.Pose.Yaw),
        Pitch = Round(face.Pose.Pitch),
        Roll = Round(face.Pose.Roll),
    };

    /// <summary>What the record holds about the face of a frame.</summary>
    public FaceTruth ToTruth() => new(
        Person ?? "", new Box(Box[0], Box[1], Box[2], Box[3]), new Landmarks(Point(0), Point(1), Point(2), Point(3), Point(4)),
        Visible, new HeadPose(Yaw, Pitch, Roll));

    private Point2 Point(int place) => new(Landmarks[place][0], Landmarks[place][1]);

    private static float Round(float value) => MathF.Round(value, 2);
}

/// <summary>A person with pictures.</summary>
internal sealed record PersonRecord(string Id, string Name, IReadOnlyList<FaceRecord> Views);

/// <summary>A folder of people.</summary>
internal sealed record PeopleRecord(long Seed, int Size, float MaxYaw, IReadOnlyList<PersonRecord> People);

/// <summary>Somebody of a scene; the portrait is there for those who are enrolled.</summary>
internal sealed record ActorRecord(string Id, string Name, bool Enrolled, string? Portrait);

/// <summary>A camera of a scene with its video and its truth, relative to the folder.</summary>
internal sealed record CameraRecord(string Id, string Video, string Truth);

/// <summary>A scene.</summary>
internal sealed record SceneRecord(
    long Seed, string Light, int Width, int Height, double Fps, int Frames, IReadOnlyList<ActorRecord> People,
    IReadOnlyList<CameraRecord> Cameras);

/// <summary>A frame of a camera.</summary>
internal sealed record FrameRecord(int Index, double Time, IReadOnlyList<FaceRecord> Faces);

/// <summary>All frames of a camera.</summary>
internal sealed record CameraTruthRecord(string Camera, string Video, IReadOnlyList<FrameRecord> Frames);

/// <summary>Writes truth without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PeopleRecord))]
[JsonSerializable(typeof(SceneRecord))]
[JsonSerializable(typeof(CameraTruthRecord))]
internal sealed partial class TruthJson : JsonSerializerContext
{
    /// <summary>Writes <paramref name="record"/> to <paramref name="path"/>.</summary>
    public static void Write<T>(string path, T record, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        using var file = File.Create(path);
        JsonSerializer.Serialize(file, record, type);
    }
}
