using Analytics.Contracts;
using Analytics.Synth.Figures;
using Analytics.Synth.People;

namespace Analytics.Synth.Scenes;

/// <summary>
/// People who do not exist, walking past cameras. Cameras share the people; each has a corridor and a timetable of its own and renders
/// its frames when they are asked for, so that thousands of cameras cost no more than the frames that are looked at.
/// </summary>
public sealed class Scene
{
    private readonly Lazy<HeadModel>[] _models;

    /// <summary>Draws the people; nothing is rendered yet.</summary>
    /// <exception cref="FailureException">The settings cannot be made.</exception>
    public Scene(SceneSettings settings)
    {
        settings.Check();
        Settings = settings;
        People = SyntheticPerson.Draw(settings.Seed, settings.People);
        _models = [.. People.Select(person => new Lazy<HeadModel>(() => new HeadModel(person, HeadDetail.Small)))];
    }

    /// <summary>What it is made of.</summary>
    public SceneSettings Settings { get; }

    /// <summary>Everybody; the first <see cref="SceneSettings.Enrolled"/> of them are enrolled.</summary>
    public IReadOnlyList<SyntheticPerson> People { get; }

    /// <summary>Those who are enrolled.</summary>
    public IEnumerable<SyntheticPerson> Enrolled => People.Take(Settings.Enrolled);

    /// <summary>Camera number <paramref name="index"/>, from 0.</summary>
    public SceneCamera Camera(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Settings.Cameras);
        return new SceneCamera(this, index);
    }

    internal HeadModel Model(int person) => _models[person].Value;
}
