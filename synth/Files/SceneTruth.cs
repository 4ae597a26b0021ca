using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Analytics.Contracts;
using Analytics.Synth.Scenes;

namespace Analytics.Synth.Files;

/// <summary>Somebody of a scene.</summary>
/// <param name="Id">As the truth names them.</param>
/// <param name="Name">As alerts name them.</param>
/// <param name="Portrait">The picture they are enrolled with; none where they are strangers.</param>
public sealed record SceneActor(string Id, string Name, string? Portrait);

/// <summary>What <see cref="SceneFolder"/> wrote down of a scene, read back.</summary>
/// <param name="People">All who may appear.</param>
/// <param name="Cameras">The frames of each camera.</param>
public sealed record SceneTruth(IReadOnlyList<SceneActor> People, IReadOnlyDictionary<string, IReadOnlyList<FrameTruth>> Cameras)
{
    /// <summary>Reads the truth of the scene in <paramref name="folder"/>.</summary>
    /// <exception cref="FailureException">The folder holds no scene.</exception>
    public static SceneTruth Read(string folder)
    {
        var scene = Read(Path.Combine(folder, "truth.json"), TruthJson.Default.SceneRecord);
        return new SceneTruth(
            [
                .. scene.People.Select(actor => new SceneActor(
                    actor.Id, actor.Name, actor.Portrait is { } portrait ? Path.Combine(folder, portrait) : null)),
            ],
            scene.Cameras.ToDictionary(camera => camera.Id, camera => Frames(Path.Combine(folder, camera.Truth))));
    }

    private static IReadOnlyList<FrameTruth> Frames(string path) =>
    [
        .. Read(path, TruthJson.Default.CameraTruthRecord).Frames.Select(frame =>
            new FrameTruth(frame.Index, frame.Time, [.. frame.Faces.Select(face => face.ToTruth())])),
    ];

    private static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, type) ?? throw new JsonException("it is empty.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidException($"'{path}' cannot be read as a scene: {fault.Message}") { Subject = FailureSubject.SceneFolder };
        }
    }
}
